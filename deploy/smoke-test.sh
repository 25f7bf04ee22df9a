#!/usr/bin/env bash
# Tries everything once, from outside, on a stack of its own (docker-compose.test.yml): every endpoint of every
# service, the pages, keys and limits, live tails, stop and start. Needs Docker, bash and curl.
#
#   deploy/smoke-test.sh [--no-build] [--keep] [-f override.yml]
#
#   --no-build   takes the images that are there (monlight-e2e/…)
#   --keep       leaves the stack running at the end
#   -f           one more compose file, over docker-compose.test.yml
#
# A line for each check, PASS or FAIL, and a count. Exit code 0 when all passed.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

# shellcheck source=smoke/checks.sh
source "$DEPLOY/smoke/checks.sh"
# shellcheck source=smoke/services.sh
source "$DEPLOY/smoke/services.sh"
# shellcheck source=smoke/containers.sh
source "$DEPLOY/smoke/containers.sh"

KEY=test_api_key_e2e_12345
ERRORS=http://127.0.0.1:15010
LOGS=http://127.0.0.1:15011
METRICS=http://127.0.0.1:15012
SERVICES=(error-tracker log-viewer metrics-collector)
CONTAINERS=(e2e_error_tracker e2e_log_viewer e2e_metrics_collector)
PORTS=(15010 15011 15012)
TEST_CONTAINER=test_container
STOP_WITHIN_S=10

BUILD=yes KEEP=no FILES=()

e2e() {
  local command=(docker compose)
  docker compose version >/dev/null 2>&1 || command=(docker-compose)
  "${command[@]}" -p monlight-e2e -f "$DEPLOY/docker-compose.test.yml" "${FILES[@]}" "$@"
}

# Only one that was made here.
remove_test_container() {
  local made
  made="$(docker ps -aq --filter "name=^/$TEST_CONTAINER\$" --filter label=monlight.smoke-test)"
  [[ -z "$made" ]] || docker rm -fv "$made" >/dev/null
  ! docker inspect "$TEST_CONTAINER" >/dev/null 2>&1 || die "there is a container $TEST_CONTAINER already, which is not mine"
}

clean_up() {
  remove_test_container || true
  [[ "$KEEP" == yes ]] || e2e down -v --remove-orphans >/dev/null 2>&1 || true
  rm -rf -- "$WORK"
}

start_stack() {
  e2e down -v --remove-orphans >"$WORK/log" 2>&1 || true
  if [[ "$BUILD" == yes ]]; then
    say "building"
    e2e build >"$WORK/log" 2>&1 || {
      tail -40 "$WORK/log" >&2
      die "the images could not be built"
    }
  fi
  e2e up -d --no-build >"$WORK/log" 2>&1 || {
    cat "$WORK/log" >&2
    die "the stack could not be started"
  }
}

wait_for_stack() {
  local index
  for index in "${!SERVICES[@]}"; do
    if HEALTHY_WITHIN_S=30 wait_healthy "${CONTAINERS[index]}"; then
      pass "${SERVICES[index]}: is well after its start"
    else
      fail "${SERVICES[index]}: is well after its start" "$(docker logs --tail 3 "${CONTAINERS[index]}" 2>&1)"
    fi
  done
}

main() {
  while (($#)); do
    case "$1" in
      -h | --help) usage && return ;;
      --no-build) BUILD=no ;;
      --keep) KEEP=yes ;;
      -f)
        FILES=(-f "${2:?-f needs a file}")
        shift
        ;;
      *) die "unknown option: $1 (see $SCRIPT --help)" ;;
    esac
    shift
  done
  require_docker
  remove_test_container
  command -v curl >/dev/null || die "curl is not installed"
  WORK="$(mktemp -d)"
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  start_stack
  wait_for_stack
  start_test_container
  check_errors
  check_metrics
  check_logs
  check_containers
  check_limit
  check_stop
  check_start_again
  printf '\n%s passed, %s failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0))
}

main "$@"
