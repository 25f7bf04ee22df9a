#!/usr/bin/env bash
# Versions and releases. A tag releases one part: v1.2.3 the images, node-v1.2.3 and python-v1.2.3 the SDKs.
#
#   deploy/release.sh set v1.2.3       writes the version where it belongs, and heads CHANGELOG.md's new entries with it
#   deploy/release.sh check v1.2.3     whether the version in the code is the tag's, and CHANGELOG.md has entries for it
#   deploy/release.sh notes v1.2.3     those entries
#
# A release is: set, commit, `git tag`, `git push --tags`; .github/workflows/release.yml does the rest.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

CHANGELOG="$REPOSITORY/CHANGELOG.md"

# What a tag is of: TAG → PART (empty for the images), VERSION, HEADING in the changelog, FILES that hold the version.
read_tag() {
  [[ "$1" =~ ^((node|python)-)?v([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?)$ ]] ||
    die "$1 is no tag of a release: expected v1.2.3, node-v1.2.3 or python-v1.2.3"
  PART="${BASH_REMATCH[2]}" VERSION="${BASH_REMATCH[3]}"
  HEADING="${PART:+$PART }$VERSION"
  case "$PART" in
    node) FILES=(clients/node/package.json clients/node/src/version.ts) ;;
    python) FILES=(clients/python/src/monlight/_version.py) ;;
    *) FILES=(package.json) ;;
  esac
}

# The first version that a file names: `"version": "…"`, `VERSION = '…'`, `__version__ = "…"`.
version_in() {
  sed -nE "s/^.*([Vv]ersion|VERSION)[\"_]*( =|:) [\"']([^\"']+)[\"'].*/\3/p" "$REPOSITORY/$1" | head -1
}

notes() {
  HEADING="$HEADING" awk '
    /^## / { found = ($0 == "## " ENVIRON["HEADING"] || index($0, "## " ENVIRON["HEADING"] " ") == 1); next }
    found' "$CHANGELOG"
}

check() {
  local file problems=()
  for file in "${FILES[@]}"; do
    [[ "$(version_in "$file")" == "$VERSION" ]] || problems+=("$file has version $(version_in "$file"), not $VERSION")
  done
  notes | grep -q '^- ' || problems+=("CHANGELOG.md has no entries below a heading \"## $HEADING\"")
  ((${#problems[@]} == 0)) && return
  printf '%s\n' "${problems[@]}" >&2
  exit 1
}

set_version() {
  local file
  grep -qF "## $HEADING" "$CHANGELOG" && die "CHANGELOG.md has $HEADING already"
  grep -q '^## Unreleased$' "$CHANGELOG" || die 'CHANGELOG.md has no "## Unreleased"'
  for file in "${FILES[@]}"; do
    sed -i -E "0,/([Vv]ersion|VERSION)[\"_]*( =|:) [\"']/s/(([Vv]ersion|VERSION)[\"_]*( =|:) [\"'])[^\"']+/\1$VERSION/" \
      "$REPOSITORY/$file"
  done
  sed -i "s/^## Unreleased\$/## Unreleased\n\n## $HEADING - $(date -u +%F)/" "$CHANGELOG"
  check
  say "set $HEADING in ${FILES[*]} and CHANGELOG.md; look at it, commit, and tag it $1"
}

main() {
  (($# == 2)) || {
    usage
    exit 2
  }
  read_tag "$2"
  case "$1" in
    set) set_version "$2" ;;
    check) check && say "$2: the versions agree, and CHANGELOG.md has entries" ;;
    notes) notes ;;
    *) die "unknown command: $1 (expected set, check or notes)" ;;
  esac
}

main "$@"
