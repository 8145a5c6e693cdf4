#!/usr/bin/env bash
# A Debian 12 in a folder, to try the .deb on: with what the package asks for and nothing else.
#
#   build/linux/machine.sh make ROOT DEB           makes it, and installs the package
#   build/linux/machine.sh run ROOT DIR COMMAND …  runs a command there; DIR is where the desktop it appears on lives
#   build/linux/machine.sh purge ROOT DEB          removes the package, and compares every file with before
#
# Needs root (mounts, chroot) and debootstrap.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
action=${1:?make, run or purge}
mkdir -p "${2:?the folder of the machine}"
root=$(cd "$2" && pwd)

die() { printf '%s\n' "$@" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "A machine to install on can only be made by root: it is a chroot with mounts of its own."

# there runs a command as root of the machine, with mounts that end with it.
there() {
	unshare --mount --propagation private bash -euo pipefail -c '
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		exec chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"' there "$root" "$@"
}

# files lists every file of the machine, with what is in it; not what apt and dpkg note down of their own work.
files() {
	# shellcheck disable=SC2016
	there sh -c '
		everything() {
			find / -xdev \( -path /proc -o -path /dev -o -path /sys -o -path /tmp -o -path /var/log -o -path /var/cache/apt \
				-o -path /var/lib/apt -o -path "/var/lib/dpkg/*-old" -o -path /var/lib/dpkg/status -o -path /var/lib/dpkg/lock \
				-o -path /var/lib/dpkg/triggers -o -path /var/cache/debconf -o -path /var/cache/ldconfig/aux-cache \) -prune -o "$@"
		}
		everything -printf "%p %m %u:%g %l\n" | sort
		everything -type f -print0 | xargs -0 sha256sum | sort -k 2'
}

make_machine() {
	local deb=$1 dependencies new
	"$here/../fresh.sh" bare "$root"
	echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" # it is thrown away in any case
	install -m 644 "$deb" "$root/tmp/package.deb"
	dependencies=$(dpkg-deb -f "$deb" Depends)
	there apt-get update -qq
	# What looks at the machine: gio, and xprop.
	there apt-get install -y -qq --no-install-recommends libglib2.0-bin x11-utils
	there apt-get satisfy -y -qq --no-install-recommends "$dependencies"
	there apt-get clean
	files >"$root.before"
	new=$(there apt-get install -s -qq --no-install-recommends /tmp/package.deb | grep -c '^Inst')
	[ "$new" = 1 ] || die "With what it depends on already there, the package brings in $((new - 1)) packages."
	there apt-get install -y -qq --no-install-recommends /tmp/package.deb
}

# compare fails on every file that was not there before, or not like that.
compare() {
	local id
	id=$(dpkg-deb -f "$1" Package)
	there apt-get purge -y -qq "$id"
	files >"$root.after"
	diff "$root.before" "$root.after" || die "That is different from before $id was installed."
	if there grep -rqF "$id" /var/lib/dpkg/info /var/lib/dpkg/status; then die "dpkg still knows $id."; fi
}

# run_there runs a command on a desktop of this machine, whose environment is the caller's.
run_there() {
	local dir=$1
	mkdir -p "$root$dir"
	exec unshare --mount --propagation private bash -euo pipefail -c '
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		mount --rbind /sys "$1/sys"
		mount --bind "$2" "$1$2"
		exec chroot "$1" /usr/bin/env PATH=/usr/local/bin:/usr/bin:/bin "${@:3}"' run "$root" "$dir" "${@:2}"
}

case $action in
make) make_machine "${3:?the package}" >"$root.log" 2>&1 || { tail -n 40 "$root.log" >&2; exit 1; } ;;
run) run_there "${3:?the folder of the desktop}" "${@:4}" ;;
purge) compare "${3:?the package}" ;;
*) die "$action is neither make, run nor purge." ;;
esac
