#!/usr/bin/env bash
# Makes the Linux packages of what make has built: a .deb, an .rpm, and an archive that a person can install without
# being root. Twice from the same commit they are the same to the byte.
#
#   build/linux/package.sh BINARY BRANDED DIST
#
# BRANDED is what make brand has written for a brand, this folder's templates among it; DIST is where packages go.
#
#   SIGN_RPM_KEY             an OpenPGP private key, armoured, to sign the .rpm with; without one it is not signed. A .deb
#                            has no signature of its own: apt trusts the repository that it comes from
#   SIGN_RPM_PASSWORD_FILE   a file with the key's password, if it has one
set -euo pipefail
umask 022

binary=${1:?the binary} branded=$(cd "${2:?the folder that make brand writes}" && pwd) dist=${3:?the folder for packages}
sources=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "$branded/brand.sh"
id=$BRAND_ID app_id=$BRAND_APP_ID
rendered=$branded/linux

die() { printf '%s\n' "$@" >&2; exit 1; }

# What is given to people holds no sandbox, and no path of the machine that it was built on.
built=$(go version -m "$binary")
case $built in
*-tags=*sandbox*) die "$binary has the sandbox on board. Build it with make release." ;;
*-trimpath=true*) ;;
*) die "$binary was not built with -trimpath. Build it with make release." ;;
esac

architecture=$(go env GOARCH)
root=$rendered/root # nfpm.yaml knows it by this name
SOURCE_DATE_EPOCH=$(date -d "$BRAND_DATE" +%s)
export SOURCE_DATE_EPOCH

# package_version says the version as dpkg and rpm sort it: 1.2.0-rc.1 comes before 1.2.0, and a build of the fifth commit
# after that (1.2.0-5-gabcdef0, as git describes it) between 1.2.0 and 1.2.1.
package_version() {
	local rest=${BRAND_VERSION#"$BRAND_VERSION_NUMBER"} after='' version
	if [[ $rest =~ (-[0-9]+-g[0-9a-f]+)?(-dirty)?$ ]]; then
		after=${BASH_REMATCH[0]}
		rest=${rest%"$after"}
	fi
	case $rest in
	'') ;;
	-*) rest="~${rest#-}" ;;
	*) rest="+${rest#+}" ;; # a commit without a tag before it
	esac
	version=$BRAND_VERSION_NUMBER$rest${after:++${after#-}}
	printf '%s' "${version//-/.}"
}

# newest_glibc is the newest version of the C library that the binary asks for.
newest_glibc() { objdump -T "$binary" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1 | sed 's/^GLIBC_//'; }

# maintainer is who Debian's and RPM's tools turn to: with an address, if the brand has one.
maintainer() {
	case $BRAND_SUPPORT in
	*://*) printf '%s' "$BRAND_PUBLISHER" ;;
	*@*) printf '%s <%s>' "$BRAND_PUBLISHER" "$BRAND_SUPPORT" ;;
	*) printf '%s' "$BRAND_PUBLISHER" ;;
	esac
}

# lay_out puts everything where an installation has it, under $root.
lay_out() {
	local doc=$root/usr/share/doc/$id size signature=$PACKAGE_MAINTAINER
	[[ $signature == *'>' ]] || signature="$signature <>"
	rm -rf "$root"
	install -D -m 755 "$binary" "$root/usr/bin/$id"
	install -D -m 644 "$rendered/application.desktop" "$root/usr/share/applications/$app_id.desktop"
	install -D -m 644 "$rendered/metainfo.xml" "$root/usr/share/metainfo/$app_id.metainfo.xml"
	for size in 16 24 32 48 64 128 256 512; do
		install -D -m 644 "$branded/icons/$size.png" "$root/usr/share/icons/hicolor/${size}x$size/apps/$id.png"
	done
	install -d -m 755 "$root/usr/share/man/man1" "$doc"
	gzip -9n <"$rendered/man.1" >"$root/usr/share/man/man1/$id.1.gz"
	install -m 644 "$rendered/copyright" "$sources/docs/licences.md" "$doc"
	gzip -9n <"$branded/notices.txt" >"$doc/notices.txt.gz"
	cat <<-END | gzip -9n >"$rendered/changelog.gz"
		$id ($PACKAGE_VERSION) stable; urgency=medium

		  * Version $BRAND_VERSION; see $BRAND_HOMEPAGE

		 -- $signature  $(LC_ALL=C date -R -u -d "$BRAND_DATE")
	END
}

make_deb_and_rpm() {
	local kind
	export SIGN_RPM_KEY=${SIGN_RPM_KEY:-}
	if [ -n "${SIGN_RPM_PASSWORD_FILE:-}" ]; then
		NFPM_RPM_PASSPHRASE=$(cat "$SIGN_RPM_PASSWORD_FILE")
		export NFPM_RPM_PASSPHRASE
	fi
	for kind in deb rpm; do
		(cd "$sources" && go tool -modfile=build/tools.mod nfpm package --config "$rendered/nfpm.yaml" --packager "$kind" --target "$dist") >/dev/null
	done
}

# make_archive makes the archive for people who are not root.
make_archive() {
	local name=$id-$BRAND_VERSION-linux-$architecture staging
	staging=$(mktemp -d)
	mkdir "$staging/$name"
	cp -R "$root/usr/." "$staging/$name"
	rm -r "$staging/$name/share/metainfo" # only for what a system's software catalogue finds
	install -m 755 "$rendered/install.sh" "$rendered/uninstall.sh" "$staging/$name"
	tar -C "$staging" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
		--mode=u+rwX,go+rX,go-w -c "$name" | gzip -9n >"$dist/$name.tar.gz"
	rm -r "$staging"
}

PACKAGE_ARCH=$architecture
PACKAGE_VERSION=$(package_version)
PACKAGE_GLIBC=$(newest_glibc)
PACKAGE_MAINTAINER=$(maintainer)
PACKAGE_PUBLISHER=$BRAND_PUBLISHER PACKAGE_HOMEPAGE=$BRAND_HOMEPAGE
PACKAGE_DESCRIPTION="$BRAND_SUMMARY
$(cat "$rendered/description.txt")"
export "${!PACKAGE_@}"

mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
rm -f "$dist/$id"[_-]*.{deb,rpm} "$dist/$id"-*-linux-*.tar.gz
lay_out
make_deb_and_rpm
make_archive
