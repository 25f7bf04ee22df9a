# shellcheck shell=bash
# What smoke-test.sh asks of the containers: what they may do, limits, stop and start. Read by it, not run.

inspect() { docker inspect -f "$1" "$2" 2>/dev/null || true; }

check_containers() {
  local index service container image
  for index in "${!SERVICES[@]}"; do
    service="${SERVICES[index]}" container="${CONTAINERS[index]}"
    image="$(inspect '{{.Image}}' "$container")"
    check "$service: has no capability" docker exec "$container" grep -qE '^CapEff:\s+0+$' /proc/1/status
    check "$service: cannot write outside its data" writes_only_data "$container"
    check "$service: is limited to 64 MiB" test "$(inspect '{{.HostConfig.Memory}}' "$container")" = 67108864
    check "$service: was never out of memory" test "$(inspect '{{.State.OOMKilled}} {{.RestartCount}}' "$container")" = 'false 0'
    check "$service: listens on this machine only" test "$(docker port "$container" | cut -d' ' -f3 | sort -u)" = "127.0.0.1:${PORTS[index]}"
    check "$service: its image runs as a user" test "$(docker image inspect -f '{{.Config.User}}' "$image")" = node
    check "$service: its image says what it is" test "$(docker image inspect -f '{{index .Config.Labels "org.opencontainers.image.title"}}' "$image")" = "Monlight $service"
    check "$service: its logs have no key" logs_have_no_key "$container"
    check "$service: does not start without a key, and says why" says_key_is_missing "$image"
  done
  check "error-tracker: runs as a user" test "$(docker exec e2e_error_tracker id -u)" = 1000
  check "metrics-collector: runs as a user" test "$(docker exec e2e_metrics_collector id -u)" = 1000
}

writes_only_data() {
  local file
  for file in /app/x /tmp/x /x; do
    docker exec "$1" touch "$file" 2>/dev/null && echo "$file could be written" && return 1
  done
  docker exec "$1" touch /data/x && docker exec "$1" rm /data/x
}

logs_have_no_key() { ! docker logs "$1" 2>&1 | grep -F "$KEY"; }

says_key_is_missing() {
  local said status=0
  said="$(docker run --rm --network none "$1" 2>&1)" || status=$?
  [[ $status == 1 && "$said" == *"API_KEY is not set"* ]] || {
    printf 'exit code %s: %s' "$status" "$said"
    return 1
  }
}

# Last of the requests: it uses up the log viewer's minute.
check_limit() {
  local codes
  codes="$(for _ in {1..65}; do curl -s -o /dev/null -w '%{http_code}\n' -H "X-API-Key: $KEY" "$LOGS/api/stats"; done | sort -u)"
  check "log-viewer: refuses more than 60 requests a minute" grep -qx 429 <<<"$codes"
  request GET "$LOGS/api/stats"
  expect "log-viewer: says when to come again" 429 '"detail":"Rate limit exceeded","retry_after":[0-9]+'
  expect_header "log-viewer: in a header, too" '^retry-after: [0-9]+'
}

check_stop() {
  local index service container started took
  for index in "${!SERVICES[@]}"; do
    service="${SERVICES[index]}" container="${CONTAINERS[index]}"
    started=$SECONDS
    docker kill -s TERM "$container" >/dev/null 2>&1 || true
    timeout $((STOP_WITHIN_S + 5)) docker wait "$container" >/dev/null 2>&1 || true
    took=$((SECONDS - started))
    check "$service: SIGTERM ends it within $STOP_WITHIN_S s" test "$took" -le "$STOP_WITHIN_S"
    check "$service: with exit code 0" test "$(inspect '{{.State.Status}} {{.State.ExitCode}}' "$container")" = 'exited 0'
  done
  check "log-viewer: said so to the live tail" grep -qE '"reason":"shutdown"' "$WORK/tail"
  wait "$TAIL" 2>/dev/null || true
}

check_start_again() {
  e2e up -d --no-build >"$WORK/log" 2>&1 || true
  wait_for_stack
  call "error-tracker: what it took is there after the restart" 200 '"total":1' GET "$ERRORS/api/errors?project=e2e-test&resolved=all"
  call "log-viewer: has every entry once after the restart" 200 '"total":4' GET "$LOGS/api/logs?search=smoke"
  call "metrics-collector: what it took is there after the restart" 200 '"sum":12' GET "$METRICS/api/metrics?name=http_requests_total&period=1h&resolution=hour"
}
