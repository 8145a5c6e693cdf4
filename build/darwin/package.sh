#!/usr/bin/env bash
# Makes the application and its disk image for macOS, on macOS.
#
#   build/darwin/package.sh PROGRAM BRANDED DIST
#
# PROGRAM is the universal binary; BRANDED is what make brand has written for a brand, this folder's template among it;
# DIST is where the disk image goes.
#
#   SIGN_IDENTITY     the certificate in the keychain to sign with ("Developer ID Application: …"). Without one the
#                     signature is an empty one, and macOS warns whoever opens the application
#   NOTARY_KEY        with NOTARY_KEY_ID and NOTARY_ISSUER, the file of an App Store Connect API key (.p8), with which
#                     Apple is asked to notarise what was signed
#
# It is written for the bash 3.2 that macOS has.
set -euo pipefail
umask 022

program=${1:?the program} branded=$(cd "${2:?the folder that make brand writes}" && pwd) dist=${3:?the folder for packages}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$branded/brand.sh"
staging=$branded/darwin/staging
app="$staging/$BRAND_PRODUCT.app"

make_icon() {
	local icons=$branded/darwin/icon.iconset size
	rm -rf "$icons"
	mkdir -p "$icons"
	for size in 16 32 128 256; do
		cp "$branded/icons/$size.png" "$icons/icon_${size}x$size.png"
		cp "$branded/icons/$((size * 2)).png" "$icons/icon_${size}x$size@2x.png"
	done
	cp "$branded/icons/512.png" "$icons/icon_512x512.png"
	iconutil --convert icns --output "$1" "$icons"
}

make_app() {
	rm -rf "$staging"
	mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
	cp "$program" "$app/Contents/MacOS/$BRAND_ID"
	cp "$branded/darwin/Info.plist" "$app/Contents/Info.plist"
	cp "$branded/notices.txt" "$app/Contents/Resources/notices.txt"
	printf 'APPL????' >"$app/Contents/PkgInfo"
	make_icon "$app/Contents/Resources/icon.icns"
	plutil -lint "$app/Contents/Info.plist"
	if [ -n "${SIGN_IDENTITY:-}" ]; then
		codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" --sign "$SIGN_IDENTITY" "$app"
	else
		codesign --force --options runtime --entitlements "$here/entitlements.plist" --sign - "$app"
	fi
	codesign --verify --strict --verbose=2 "$app"
}

# notarise asks Apple about a file, and waits for the answer. Its ticket comes into what is named second.
notarise() {
	[ -n "${SIGN_IDENTITY:-}" ] && [ -n "${NOTARY_KEY:-}" ] || return 0
	xcrun notarytool submit "$1" --key "$NOTARY_KEY" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER" --wait --timeout 30m
	xcrun stapler staple "$2"
}

notarise_app() {
	local archive=$branded/darwin/app.zip
	rm -f "$archive"
	ditto -c -k --keepParent "$app" "$archive"
	notarise "$archive" "$app"
}

make_image() {
	local image=$dist/$BRAND_ID-$BRAND_VERSION-darwin-universal.dmg
	rm -f "$dist/$BRAND_ID"-*-darwin-universal.dmg
	ln -s /Applications "$staging/Applications"
	hdiutil create -quiet -ov -fs HFS+ -format UDZO -volname "$BRAND_PRODUCT" -srcfolder "$staging" "$image"
	if [ -n "${SIGN_IDENTITY:-}" ]; then
		codesign --force --timestamp --sign "$SIGN_IDENTITY" "$image"
	fi
	notarise "$image" "$image"
}

mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
make_app
notarise_app
make_image
