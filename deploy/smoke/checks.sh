# shellcheck shell=bash
# How smoke-test.sh asks, judges and counts. Read by it, not run.

PASSED=0 FAILED=0
STATUS="" BODY="" HEADERS=""

pass() {
  PASSED=$((PASSED + 1))
  printf 'PASS  %s\n' "$1"
}

fail() {
  FAILED=$((FAILED + 1))
  printf 'FAIL  %s\n' "$1"
  shift
  if (($#)); then printf '      %s\n' "$@" | cut -c1-300; fi
}

# check "what" command…: passes when the command succeeds.
check() {
  local title="$1" said
  shift
  if said="$("$@" 2>&1)"; then pass "$title"; else fail "$title" "${said:-exit code not 0: $*}"; fi
}

# request METHOD URL [curl's options]: sets STATUS, BODY and HEADERS; with the key, unless KEY_USED says otherwise.
request() {
  local method="$1" url="$2" key="${KEY_USED-$KEY}" auth=()
  shift 2
  if [[ -n "$key" ]]; then auth=(-H "X-API-Key: $key"); fi
  STATUS="$(curl -sS --max-time 15 -X "$method" "${auth[@]}" "$@" -o "$WORK/body" -D "$WORK/headers" \
    -w '%{http_code}' "$url" 2>"$WORK/error")" || STATUS="none ($(<"$WORK/error"))"
  BODY="$(tr -d '\0' <"$WORK/body" 2>/dev/null || true)"
  HEADERS="$(tr -d '\r' <"$WORK/headers" 2>/dev/null || true)"
  : >"$WORK/body"
}

# expect "what" STATUS PATTERN: of the last request; the pattern is an extended regular expression in the body.
expect() {
  local title="$1" status="$2" pattern="${3:-}"
  if [[ "$STATUS" != "$status" ]]; then
    fail "$title" "expected $status, got $STATUS" "$BODY"
  elif [[ -n "$pattern" ]] && ! grep -qE -- "$pattern" <<<"$BODY"; then
    fail "$title" "expected a body with $pattern, got" "$BODY"
  else
    pass "$title"
  fi
}

# call "what" STATUS PATTERN METHOD URL [curl's options]
call() {
  local title="$1" status="$2" pattern="$3"
  shift 3
  request "$@"
  expect "$title" "$status" "$pattern"
}

expect_header() {
  local title="$1" pattern="$2"
  if grep -qiE -- "$pattern" <<<"$HEADERS"; then pass "$title"; else fail "$title" "expected a header $pattern, got" "$HEADERS"; fi
}

# The first value of a field in BODY that is a number.
number() { grep -oE "\"$1\":[0-9]+" <<<"$BODY" | head -1 | grep -oE '[0-9]+$' || true; }
