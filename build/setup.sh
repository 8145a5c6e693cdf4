#!/usr/bin/env bash
# Installs the system packages that a make target needs, and says what and why before it does.
#
#   build/setup.sh run       to build and open the application
#   build/setup.sh test      to run the tests as well
#   build/setup.sh release   to build what is given to people
#   build/setup.sh packages  to try that out as well
#   build/setup.sh fresh     to make a machine that the README is followed on
#
# Debian and Ubuntu: with apt-get, as root or through sudo, and only what is missing. Elsewhere it says
# what is missing. It changes nothing outside the package manager, and asks nothing without a terminal.
set -euo pipefail

readonly set_name=${1:?run, test, release, packages or fresh}

say() { printf '%s\n' "$@" >&2; }
die() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# at_least WANTED FOUND: whether version FOUND is WANTED or newer.
at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

check_toolchains() {
	have go || die "Go is not installed. Get 1.26 or newer from https://go.dev/dl/ and put it on the PATH."
	local go_version node_version
	go_version=$(go env GOVERSION)
	at_least 1.26 "${go_version#go}" || die "Go is ${go_version#go}; 1.26 or newer is needed: https://go.dev/dl/"
	have node && have npm || die "Node.js with npm is not installed. Get 20.20 or newer from https://nodejs.org/."
	node_version=$(node --version)
	at_least 20.20 "${node_version#v}" || die "Node.js is ${node_version#v}; 20.20 or newer is needed: https://nodejs.org/"
	[ "$set_name" != test ] || [ -z "${CHROMIUM:-}" ] || [ -x "$CHROMIUM" ] || die "CHROMIUM is $CHROMIUM, which is no program."
}

# has_chromium is whether there is a Chromium that a test can drive. Ubuntu's is a snap, which cannot be.
has_chromium() {
	[ -z "${CHROMIUM:-}" ] || return 0
	local name found
	for name in chromium google-chrome; do
		found=$(command -v "$name") && [ "${found#/snap/}" = "$found" ] && return
	done
	return 1
}

distribution() { (. /etc/os-release 2>/dev/null && printf '%s' "${ID:-unknown}"); }

# Debian's names. The comments say what each is for.
wanted_packages() {
	echo gcc libc6-dev pkg-config                 # cgo, which Wails uses on Linux
	echo libgtk-3-dev libwebkit2gtk-4.1-dev       # the window and its web view
	if [ "$set_name" = release ] || [ "$set_name" = packages ]; then
		echo nsis osslsigncode zip                # the installer for Windows, its signature, and archives
	fi
	if [ "$set_name" = packages ]; then
		echo lintian rpm appstream desktop-file-utils # what Linux distributions say to a package and to what is in it
		echo dpkg-dev file man-db libglib2.0-bin gnupg # the same
		echo debootstrap debian-archive-keyring   # a Debian to install one on
		echo wine wine64 xvfb xauth openssl       # a Windows for that installer, and a certificate to sign it with
	fi
	[ "$set_name" != fresh ] || echo debootstrap  # make test-fresh
	[ "$set_name" = test ] || return 0
	echo xvfb openbox                             # a screen that nobody sees, and windows that can be raised
	echo dbus gnome-keyring                       # a D-Bus session and a keychain of the tests' own
	echo at-spi2-core                             # the accessibility bus, through which the tour works the window
	if ! has_chromium && [ "$(distribution)" != ubuntu ]; then
		echo chromium                             # the system browser in the tour
	fi
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

with_apt() {
	local package missing=()
	for package in $(wanted_packages); do
		is_installed "$package" || missing+=("$package")
	done
	if [ "$set_name" = test ] && ! has_chromium && [ "$(distribution)" = ubuntu ]; then
		die "The tests need a Chromium, and Ubuntu's is a snap, which they cannot drive." \
			"Install another one (Google Chrome is found by itself) or name it: make $set_name CHROMIUM=/path/to/chromium"
	fi
	[ ${#missing[@]} -gt 0 ] || return 0

	local why="to build and open the application" install="apt-get install -y --no-install-recommends ${missing[*]}" as_root=()
	case $set_name in
	test) why="to build the application and run its tests" ;;
	release) why="to build packages" ;;
	packages) why="to build packages and try them out" ;;
	esac
	if [ "$(id -u)" != 0 ]; then
		have sudo || die "Missing $why: ${missing[*]}" "Run this as root, then try again:" "    apt-get update && $install"
		as_root=(sudo)
		[ -t 0 ] || as_root+=(-n) # nobody is there to type a password
	fi
	say "Installing with apt-get, $why:" "    ${missing[*]}"
	if ! "${as_root[@]}" apt-get update -qq ||
		! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 </dev/null; then
		die "apt-get could not install them. What it says is above. To try by hand, as root:" "    apt-get update && $install"
	fi
}

without_apt() {
	local missing=() program
	pkg-config --exists gtk+-3.0 2>/dev/null || missing+=("GTK 3 with its headers")
	pkg-config --exists webkit2gtk-4.1 2>/dev/null || missing+=("WebKitGTK 4.1 with its headers")
	have cc || missing+=("a C compiler")
	if [ "$set_name" = test ]; then
		for program in Xvfb openbox dbus-daemon gnome-keyring-daemon; do
			have "$program" || missing+=("$program")
		done
		[ -x /usr/libexec/at-spi-bus-launcher ] || missing+=("at-spi2-core")
		has_chromium || missing+=("Chromium, or CHROMIUM=path")
	fi
	if [ "$set_name" = release ] || [ "$set_name" = packages ]; then
		for program in makensis osslsigncode zip; do
			have "$program" || missing+=("$program")
		done
	fi
	if [ "$set_name" = packages ]; then
		for program in wine Xvfb openssl; do
			have "$program" || missing+=("$program")
		done
	fi
	[ ${#missing[@]} -gt 0 ] || return 0
	say "This is not Debian or Ubuntu, so nothing is installed for you. Missing:"
	printf '    %s\n' "${missing[@]}" >&2
	say "Fedora:     dnf install gcc pkgconf gtk3-devel webkit2gtk4.1-devel" \
		"Arch Linux: pacman -S base-devel gtk3 webkit2gtk-4.1"
	[ "$set_name" != test ] || say "and for the tests xorg-x11-server-Xvfb (Arch: xorg-server-xvfb), openbox, dbus, gnome-keyring, at-spi2-core, chromium"
	exit 1
}

check_toolchains
case "$(uname -s)" in
Linux) if have apt-get && have dpkg-query; then with_apt; else without_apt; fi ;;
Darwin) xcode-select -p >/dev/null 2>&1 || die "The Xcode command line tools are missing: xcode-select --install" ;;
*) ;; # on Windows Wails needs no C compiler, and WebView2 comes with the system
esac
