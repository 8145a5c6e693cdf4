#!/usr/bin/env bash
# Signs files for Windows (Authenticode), if it is told how; otherwise it leaves them as they are.
#
#   build/windows/sign.sh FILE...
#
#   SIGN_PFX             a certificate with its key (PKCS #12)
#   SIGN_PASSWORD_FILE   a file with its password, if it has one
#   SIGN_TIMESTAMP       the address of a time stamping authority (RFC 3161). Without one, signatures end with the
#                        certificate
#   SIGN_COMMAND         in place of all these: a command of your own, such as a key vault's, which is given the
#                        file's name as its last argument and signs it in place
set -euo pipefail

for file; do
	if [ -n "${SIGN_COMMAND:-}" ]; then
		bash -c "$SIGN_COMMAND \"\$1\"" sign "$file"
	elif [ -n "${SIGN_PFX:-}" ]; then
		osslsigncode sign -pkcs12 "$SIGN_PFX" ${SIGN_PASSWORD_FILE:+-readpass "$SIGN_PASSWORD_FILE"} -h sha256 \
			${BRAND_PRODUCT:+-n "$BRAND_PRODUCT"} ${BRAND_HOMEPAGE:+-i "$BRAND_HOMEPAGE"} \
			${SIGN_TIMESTAMP:+-ts "$SIGN_TIMESTAMP"} -in "$file" -out "$file.signed" >&2
		chmod --reference="$file" "$file.signed"
		mv "$file.signed" "$file"
	fi
done
