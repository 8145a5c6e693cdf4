#!/usr/bin/env bash
# Builds the release twice, from scratch and in two places, and compares: what is given to people should be what
# anybody gets from the same sources. VERSION, DATE and BRAND are make's.
set -euo pipefail

sources=$(cd "$(dirname "$0")/.." && pwd)
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
  digest one
  echo "Both builds are the same."
else
  echo "The two builds differ:"
  echo "$difference"
  exit 1
fi
