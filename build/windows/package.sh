#!/usr/bin/env bash
# Makes the Windows packages of a program for Windows: an installer, and an archive with the program alone. Unless they
# are signed, they are the same to the byte whenever they are made from the same commit.
#
#   build/windows/package.sh PROGRAM BRANDED DIST
#
# BRANDED is what make brand has written for a brand, this folder's templates among it; DIST is where packages go.
# sign.sh says how to have them signed.
set -euo pipefail
umask 022

program=${1:?the program} branded=$(cd "${2:?the folder that make brand writes}" && pwd) dist=${3:?the folder for packages}
here=$(cd "$(dirname "$0")" && pwd)
set -a
# shellcheck source=/dev/null
. "$branded/brand.sh"
set +a
rendered=$branded/windows
name=$BRAND_ID-$BRAND_VERSION-windows-amd64

# dress copies the program and gives it its icon, version and manifest.
dress() {
	mkdir -p "$rendered/$name"
	exe=$rendered/$name/$BRAND_ID.exe
	install -m 755 "$program" "$exe"
	(cd "$here/../.." && go tool -modfile=build/tools.mod go-winres patch --no-backup --in "$rendered/winres.json" "$exe")
	"$here/sign.sh" "$exe"
	install -m 644 "$branded/notices.txt" "$rendered/$name/notices.txt"
}

make_installer() {
	local sign=() wails
	wails=$(cd "$here/../.." && go list -m -f '{{.Dir}}' github.com/wailsapp/wails/v2)
	[ -z "${SIGN_COMMAND:-}${SIGN_PFX:-}" ] || sign=("-DSIGN=\"$here/sign.sh\"")
	makensis -V2 -WX -INPUTCHARSET UTF8 "${sign[@]}" "-DEXE=$exe" "-DNOTICES=$rendered/$name/notices.txt" "-DBLANK=$here/blank.bmp" \
		"-DWEBVIEW2=$wails/internal/webview2runtime/MicrosoftEdgeWebview2Setup.exe" \
		"-DOUT=$dist/$name-setup.exe" "$rendered/installer.nsi"
	"$here/sign.sh" "$dist/$name-setup.exe"
}

make_archive() {
	(cd "$rendered" && TZ=UTC find "$name" -exec touch -h -d "$BRAND_DATE" {} + && TZ=UTC zip -q -X -r "$dist/$name.zip" "$name")
}

mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
rm -rf "$dist/$BRAND_ID"-*-windows-amd64{.zip,-setup.exe} "${rendered:?}/$name"
dress
make_installer
make_archive
