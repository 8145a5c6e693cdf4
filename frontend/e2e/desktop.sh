#!/usr/bin/env bash
# Runs one program on a desktop of its own that nobody sees: a screen (Xvfb), a D-Bus session and an unlocked
# keyring, with a home of its own, so that nothing of the developer's is touched.
#
#   desktop.sh DIR PROGRAM [ARGUMENT]...     with further variables of the program's in the environment
#
# It lasts until PROGRAM or standard input ends: however the process dies that holds the other end of standard
# input, the desktop goes with it, and with the desktop every process that has WORKOS_WIDGETS_DESKTOP=DIR in its
# environment. DIR is removed at the end.
set -euo pipefail

readonly dir=$1
shift

missing=()
for need in Xvfb:xvfb dbus-daemon:dbus dbus-send:dbus gnome-keyring-daemon:gnome-keyring; do
	command -v "${need%:*}" >/dev/null || missing+=("${need#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
	echo "Not installed: apt-get install ${missing[*]}" >&2
	exit 1
fi

export WORKOS_WIDGETS_DESKTOP=$dir # also on what a service starts and forgets
export HOME=$dir/home XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/home/.config XDG_DATA_HOME=$dir/home/.local/share
export XDG_STATE_HOME=$dir/home/.local/state XDG_CACHE_HOME=$dir/home/.cache XDG_SESSION_TYPE=x11 LANG=C.UTF-8 TZ=UTC
export GDK_BACKEND=x11 GSETTINGS_BACKEND=memory GIO_USE_VFS=local LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
mkdir -p "$HOME"
mkdir -m 700 "$XDG_RUNTIME_DIR"

marked() { grep -lszxF "$1" /proc/[0-9]*/environ | cut -d / -f 3 || true; }

end() {
	trap - EXIT
	trap '' INT TERM HUP PIPE
	exec >/dev/null 2>&1 # whoever read it may be gone
	local mark=WORKOS_WIDGETS_DESKTOP=$WORKOS_WIDGETS_DESKTOP left
	unset WORKOS_WIDGETS_DESKTOP
	# Nothing in there is worth a farewell: its home is thrown away.
	while left=$(marked "$mark") && [ -n "$left" ]; do
		kill -KILL $left 2>/dev/null || true
	done
	rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

# first_line FILE PID: waits for the line that a process writes when it is ready.
first_line() {
	local line
	until read -r line <"$1" && [ -n "$line" ]; do
		kill -0 "$2" 2>/dev/null || return 1
		sleep 0.01
	done
	printf '%s' "$line"
}

touch "$dir/display" "$dir/bus"
Xvfb -displayfd 3 -screen 0 1080x720x24 -nolisten tcp -noreset 3>"$dir/display" </dev/null &
screen=$!
dbus-daemon --session --nofork --nopidfile --nosyslog --print-address=3 --address="unix:path=$XDG_RUNTIME_DIR/bus" 3>"$dir/bus" </dev/null &
DBUS_SESSION_BUS_ADDRESS=$(first_line "$dir/bus" $!)
export DBUS_SESSION_BUS_ADDRESS
gnome-keyring-daemon --foreground --unlock --components=secrets <<<"the tests" >/dev/null &
keyring=$!
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
	string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; do
	kill -0 "$keyring"
	sleep 0.01
done
DISPLAY=:$(first_line "$dir/display" "$screen")
export DISPLAY

cat <&0 >/dev/null &
holder=$!
"$@" </dev/null &
wait -n "$!" "$holder"
