#!/usr/bin/env bash
# Builds the release twice, from scratch and in two places, and compares: what is given to people should be what
# anybody gets from the same sources. VERSION, DATE and BRAND are make's.
#
#   build/reproducible.sh            builds twice, and keeps the digests in build/bin/.reproduced
#   build/reproducible.sh compare    compares with them what make release has built here since. Of what is signed for
#                                    Windows only the program before it was signed can be the same
set -euo pipefail

sources=$(cd "$(dirname "$0")/.." && pwd)
kept=$sources/build/bin/.reproduced

compare() {
  [ -s "$kept" ] || { echo "Nothing was reproduced here yet: run make reproducible first." >&2; exit 1; }
  local signed='^$'
  [ -z "${SIGN_COMMAND:-}${SIGN_PFX:-}" ] || signed=' build/dist/(SHA256SUMS|.*-windows-amd64.*)$'
  cd "$sources"
  # The packages are exactly those that were reproduced; besides programs other builds leave theirs.
  diff <(grep -o ' build/dist/.*' "$kept" | sort) <(find build/dist -type f | sed 's/^/ /' | sort) &&
    grep -vE "$signed" "$kept" | sha256sum --check --quiet --strict ||
    { echo "What was built here is not what was reproduced." >&2; exit 1; }
  echo "What was built here is what was reproduced."
}

case ${1:-} in
  "") ;;
  compare) compare; exit ;;
  *) echo "build/reproducible.sh [compare]" >&2; exit 2 ;;
esac

commit=$(git -C "$sources" rev-parse HEAD) # it may move on meanwhile
room=$(mktemp -d)
trap 'chmod -R u+w "$room"; rm -rf "$room"' EXIT

for place in one a-second/place; do
  here=$room/$place
  mkdir -p "$here"
  git -C "$sources" archive "$commit" | tar -x -C "$here"
  echo "Building in $here"
  # The caches are its own as well, but for the modules' sources, which go.sum vouches for.
  GOCACHE=$room/cache/$place make -C "$here" release VERSION="${VERSION:-reproducible}" DATE="${DATE:-2000-01-01T00:00:00Z}" BRAND="${BRAND:-build/brand.json}" >"$here/log" 2>&1 || {
    cat "$here/log"
    exit 1
  }
done

digest() { (cd "$room/$1" && find frontend/dist build/bin build/dist -type f -exec sha256sum {} + | sort -k2); }

if difference=$(diff <(digest one) <(digest a-second/place)); then
  mkdir -p "$(dirname "$kept")"
  digest one | tee "$kept"
  echo "Both builds are the same."
else
  echo "The two builds differ:"
  echo "$difference"
  exit 1
fi
