#!/usr/bin/env bash
# A fresh machine in a folder: Debian 12 with git, make, Go and Node, which is what the README asks for, and nothing else.
#
#   build/fresh.sh make               makes it in build/.fresh/root (go's ./... passes over such folders), with a clone of what is committed
#   build/fresh.sh run DIR COMMAND    runs a command of a shell in the clone; DIR is where the desktop it appears on lives
#   build/fresh.sh bare DIR           makes nothing but the Debian 12, in a folder of one's own
#
# Needs root (mounts, chroot) and debootstrap. Go, Node and the way to the package registries are this machine's own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly suite=bookworm clone=/root/workos-widgets
readonly base=$PWD/build/.fresh/$suite.tar
root=$PWD/build/.fresh/root

die() { printf '%s\n' "$@" >&2; exit 1; }

[ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] || die "A fresh machine can only be made by root, and on Linux: it is a chroot with mounts of its own."

# mirror is where this machine gets its Debian from.
mirror() {
	local found
	found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Codename: $suite" 2>/dev/null | head -n 1)
	echo "${found:-http://deb.debian.org/debian}"
}

# alone runs a command with mounts of its own, which end with it.
alone() { unshare --mount --propagation private bash -euo pipefail -c "$1" alone "${@:2}"; }

# become is alone, in the place of this script, which may change while the command runs.
become() { exec unshare --mount --propagation private bash -euo pipefail -c "$1" alone "${@:2}"; }

# mounts is what every process in a machine expects.
readonly mounts='mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; mount --rbind /sys "$1/sys"'

make_base() {
	# Debian's own packages change; a machine of last week is not fresh.
	[ -z "$(find "$base" -mtime -7 2>/dev/null)" ] || return 0
	command -v debootstrap >/dev/null || die "debootstrap is not installed: apt-get install debootstrap"
	echo "Making a Debian 12"
	rm -rf "$root" "$base"
	mkdir -p "$root"
	alone 'debootstrap --variant=minbase "$1" "$2" "$3"' "$suite" "$root" "$(mirror)" >"$root.log" || { tail "$root.log" >&2; exit 1; }
	tar --one-file-system -C "$root" -cf "$base.part" .
	mv "$base.part" "$base"
}

# take_settings makes the registries reachable as they are from here: mirrors, proxy and certificates.
take_settings() {
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
	local m
	m=$(mirror)
	printf 'deb %s %s main\n' "$m" "$suite" "$m" "$suite-updates" >"$root/etc/apt/sources.list"
	apt-config dump Acquire | grep -i '::proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
}

# certificates_here has what is trusted here trusted there as well; the package brings Debian's alone.
certificates_here() {
	local bundle=/etc/ssl/certs/ca-certificates.crt
	mkdir -p "$root/etc/ssl/certs"
	[ ! -e "$bundle" ] || cp --remove-destination "$(readlink -f "$bundle")" "$root$bundle"
}

take_toolchains() {
	local modules
	cp -a "$(go env GOROOT)" "$root/usr/local/go"
	modules=$(npm root -g)
	install "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
	mkdir -p "$root/usr/local/lib/node_modules"
	cp -a "$modules/npm" "$root/usr/local/lib/node_modules/npm"
	ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
	ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
}

make_bare() {
	make_base
	rm -rf --one-file-system "$root"
	mkdir -p "$root"
	tar -C "$root" -xpf "$base"
	take_settings
	certificates_here # for mirrors that are read by https
}

make_machine() {
	make_bare
	alone "$mounts"'; chroot "$1" sh -ec "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends git make ca-certificates"' "$root" >"$root.log" 2>&1 ||
		{ tail "$root.log" >&2; exit 1; }
	certificates_here
	take_toolchains
	git clone --quiet --no-hardlinks . "$root$clone"
}

# settings are the variables by which this machine's tools find their registries.
settings() {
	env | grep -Ei '^(https?|no|all)_proxy=' || true
	echo "GOPROXY=$(go env GOPROXY)"
	echo "GOSUMDB=$(go env GOSUMDB)"
	echo "npm_config_registry=$(npm config get registry)"
	echo "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"
}

# desktop is what a session of the desktop has in its environment, and where WorkOS is in its absence.
desktop() { env | grep -E '^(DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_[A-Z_]*_DIR|XDG_SESSION_TYPE|XDG_CURRENT_DESKTOP|GDK_BACKEND|LIBGL_ALWAYS_SOFTWARE|BROWSER|TZ|WORKOS_[A-Z_]*)=' || true; }

run_there() {
	local dir=$1 command=$2 environment
	mapfile -t environment < <(settings; desktop)
	mkdir -p "$root$dir"
	become "$mounts"'; mount --bind "$2" "$1$2"
		exec chroot "$1" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:5}" bash -c "cd $3 && $4"' \
		"$root" "$dir" "$clone" "$command" "${environment[@]}"
}

case "${1:-}" in
make) make_machine ;;
bare) root=$(realpath -m "${2:?the folder}") && make_bare ;;
run) run_there "${2:?the folder of the desktop}" "${3:?a command}" ;;
*) die "build/fresh.sh make, build/fresh.sh run DIR COMMAND, or build/fresh.sh bare DIR" ;;
esac
