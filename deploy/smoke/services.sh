# shellcheck shell=bash
# What smoke-test.sh asks of each service. Read by it, not run.

# What every service does the same way.
check_common() {
  local service="$1" url="$2" private="$3" asset cookie
  KEY_USED="" call "$service: /health needs no key" 200 "\"service\":\"$service\"" GET "$url/health"
  KEY_USED="" call "$service: nothing without a key" 401 '"detail":"Invalid API key"' GET "$url$private"
  KEY_USED=not_the_key_at_all_1 call "$service: nothing with another key" 401 '"detail":"Invalid API key"' GET "$url$private"
  KEY_USED="" call "$service: takes the key as a bearer token" 200 '^\{' GET "$url$private" -H "Authorization: Bearer $KEY"
  call "$service: describes itself" 200 '"openapi":"3' GET "$url/api/openapi.json"
  expect_header "$service: tells the limit" '^ratelimit-limit: [0-9]+'
  call "$service: no such path" 404 '"detail"' GET "$url/api/nothing"
  call "$service: no such method" 405 '"detail"' PATCH "$url$private"
  expect_header "$service: says which methods there are" '^allow: .*GET'

  KEY_USED="" call "$service: shows its page" 200 '<html ' GET "$url/"
  expect_header "$service: the page's policy allows only its own scripts" "^content-security-policy: .*script-src 'self'"
  asset="$(sed -nE 's/.*<script type="module".*(assets\/[^"]+\.js).*/\1/p' <<<"$BODY")"
  KEY_USED="" call "$service: the page's script is there" 200 'function|=>' GET "$url/${asset:-assets/none.js}"

  KEY_USED="" call "$service: signs nobody in with another key" 401 '"detail"' POST "$url/api/session" -d '{"api_key":"not_the_key_at_all_1"}'
  KEY_USED="" call "$service: signs in with the key" 204 '' POST "$url/api/session" -d "{\"api_key\":\"$KEY\"}"
  expect_header "$service: the cookie is out of scripts' reach" '^set-cookie: .*HttpOnly.*SameSite=Strict|^set-cookie: .*SameSite=Strict.*HttpOnly'
  cookie="$(sed -nE 's/^[Ss]et-[Cc]ookie: ([^;]+).*/\1/p' <<<"$HEADERS" | head -1)"
  KEY_USED="" call "$service: the cookie stands for the key" 200 '^\{' GET "$url$private" -H "Cookie: $cookie"
  KEY_USED="" call "$service: signs out" 204 '' DELETE "$url/api/session" -H "Cookie: $cookie" -H 'X-Requested-With: smoke-test'
}

report() {
  printf '{"project":"%s","exception_type":"TestError","message":"smoke","traceback":"Traceback (most recent call last):\\n  File \\"/app/test.py\\", line 42, in test\\nTestError: smoke","environment":"e2e"}' "$1"
}

check_errors() {
  local id
  check_common error-tracker "$ERRORS" /api/errors
  call "error-tracker: takes a report" 201 '"status":"created".*"fingerprint":"bfe948320647333075d782d84349909c"' POST "$ERRORS/api/errors" -d "$(report e2e-test)"
  id="$(number id)"
  call "error-tracker: counts it again" 200 '"status":"incremented".*"count":2' POST "$ERRORS/api/errors" -d "$(report e2e-test)"
  report e2e-test | gzip -c >"$WORK/report.gz"
  call "error-tracker: takes gzip" 200 '"count":3' POST "$ERRORS/api/errors" -H 'Content-Encoding: gzip' --data-binary "@$WORK/report.gz"
  call "error-tracker: lists it" 200 '"exception_type":"TestError".*"total":1' GET "$ERRORS/api/errors?project=e2e-test&environment=e2e"
  call "error-tracker: finds it" 200 '"total":1' GET "$ERRORS/api/errors?search=smoke"
  call "error-tracker: shows it" 200 '"occurrences":\[\{.*"traceback":' GET "$ERRORS/api/errors/$id"
  call "error-tracker: no such error" 404 '"detail":"Error not found"' GET "$ERRORS/api/errors/999999"
  call "error-tracker: resolves it" 200 '"status":"resolved"' POST "$ERRORS/api/errors/$id/resolve"
  call "error-tracker: a resolved error comes back" 201 '"status":"reopened"' POST "$ERRORS/api/errors" -d "$(report e2e-test)"
  call "error-tracker: mutes it" 200 '' POST "$ERRORS/api/errors/$id/mute"
  call "error-tracker: lists it as muted" 200 '"total":1' GET "$ERRORS/api/errors?muted=true"
  call "error-tracker: unmutes it" 200 '' POST "$ERRORS/api/errors/$id/unmute"
  call "error-tracker: resolves many" 200 '"changed":1' POST "$ERRORS/api/errors/bulk" -d "{\"ids\":[$id],\"action\":\"resolve\"}"
  call "error-tracker: reopens it" 200 '' POST "$ERRORS/api/errors/$id/reopen"
  call "error-tracker: lists projects" 200 '"projects":\["e2e-test"\]' GET "$ERRORS/api/projects"
  call "error-tracker: lists environments" 200 '"e2e"' GET "$ERRORS/api/environments"
  call "error-tracker: says how alerts are" 200 '^\{' GET "$ERRORS/api/alerts"
  call "error-tracker: forgets failed alerts" 204 '' DELETE "$ERRORS/api/alerts/failed"
  call "error-tracker: says what alerts need" 503 'Alerts are not configured: POSTMARK_API_TOKEN is not set' POST "$ERRORS/api/test-alert"
  call "error-tracker: refuses what is no JSON" 400 '"detail":"Invalid JSON"' POST "$ERRORS/api/errors" -d '{'
  call "error-tracker: names the missing field" 400 'Missing required field: project' POST "$ERRORS/api/errors" -d '{}'
  head -c 300000 /dev/zero | tr '\0' x >"$WORK/large"
  call "error-tracker: refuses 300 KB" 413 'Request body exceeds maximum size' POST "$ERRORS/api/errors" --data-binary "@$WORK/large"
  call "error-tracker: takes a report to delete" 201 '"created"' POST "$ERRORS/api/errors" -d "$(report e2e-delete)"
  id="$(number id)"
  call "error-tracker: deletes it" 204 '' DELETE "$ERRORS/api/errors/$id"
  call "error-tracker: it is gone" 404 '' GET "$ERRORS/api/errors/$id"
}

# A container that prints what is looked for, and a line each time it gets SIGUSR1.
start_test_container() {
  # shellcheck disable=SC2016 # the program's own
  local program='
    console.log("INFO smoke started");
    console.log("[WARN] smoke slow-request 10.0.0.1");
    console.error("Traceback (most recent call last):\n  File \"/app/test.py\", line 42, in test\nTestError: smoke failed");
    let n = 0;
    process.on("SIGUSR1", () => console.log(`INFO smoke signal-${++n}`));
    process.on("SIGTERM", () => process.exit(0));
    setInterval(() => {}, 1000);'
  docker run -d --name "$TEST_CONTAINER" --label monlight.smoke-test --log-driver json-file --network none --entrypoint node \
    monlight-e2e/error-tracker -e "$program" >/dev/null || fail "a container to follow could be started"
}

# wait_for PATTERN URL: asks until the body has it, for 10 s; few times, for the log viewer allows 60 a minute.
wait_for() {
  local pattern="$1" url="$2" _
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    request GET "$url"
    if grep -qE -- "$pattern" <<<"$BODY"; then return; fi
    sleep 1
  done
}

check_logs() {
  local id
  check_common log-viewer "$LOGS" /api/stats
  wait_for '"total":3' "$LOGS/api/logs?search=smoke"
  expect "log-viewer: has read the container's three entries" 200 '"total":3'
  call "log-viewer: a traceback is one entry, and an error" 200 '"level":"ERROR","message":"Traceback.*TestError: smoke failed".*"total":1' GET "$LOGS/api/logs?level=ERROR"
  id="$(number id)"
  call "log-viewer: finds words with signs in them" 200 '"level":"WARNING".*"total":1' GET "$LOGS/api/logs?search=slow-request+10.0.0.1"
  call "log-viewer: finds nothing where nothing is" 200 '"logs":\[\],"total":0' GET "$LOGS/api/logs?search=nowhere"
  call "log-viewer: shows one entry" 200 "\"id\":$id" GET "$LOGS/api/logs/$id"
  call "log-viewer: shows what is around it" 200 'smoke started' GET "$LOGS/api/logs/$id/context"
  call "log-viewer: counts over time" 200 '^\{' GET "$LOGS/api/logs/histogram?search=smoke"
  call "log-viewer: exports" 200 'smoke started' GET "$LOGS/api/logs/export?format=text"
  call "log-viewer: follows the one container it is told to" 200 '"containers":\[\{"name":"test_container"[^]]*\]' GET "$LOGS/api/containers"
  check "log-viewer: follows no other" test "$(grep -o '"name"' <<<"$BODY" | wc -l)" = 1
  call "log-viewer: sums up" 200 '"total_logs":3.*"test_container":3' GET "$LOGS/api/stats"
  call "log-viewer: says what it reads" 200 '"followed":1' GET "$LOGS/api/sources"
  call "log-viewer: refuses an unknown level" 400 'level' GET "$LOGS/api/logs?level=LOUD"

  start_tail
  docker kill -s USR1 "$TEST_CONTAINER" >/dev/null || true
  check "log-viewer: a live tail gets a line within 5 s" wait_for_line '^data: .*smoke signal-1'
  check "log-viewer: the event has an id" grep -qE '^id: ?[0-9]+' "$WORK/tail"
}

start_tail() {
  curl -sN --max-time 120 -H "X-API-Key: $KEY" "$LOGS/api/logs/tail?container=$TEST_CONTAINER" >"$WORK/tail" 2>/dev/null &
  # shellcheck disable=SC2034 # check_stop waits for it
  TAIL=$!
  # Until it listens; what is printed before that would not be sent.
  sleep 1
}

wait_for_line() {
  local deadline=$((SECONDS + 5))
  while ((SECONDS <= deadline)); do
    if grep -qE -- "$1" "$WORK/tail"; then return; fi
    sleep 0.2
  done
  printf 'the tail had: %s' "$(<"$WORK/tail")"
  return 1
}

check_metrics() {
  local points
  check_common metrics-collector "$METRICS" /api/metrics/names
  points='{"metrics":[
    {"name":"http_requests_total","type":"counter","value":5,"labels":{"method":"GET","endpoint":"/smoke","status":200}},
    {"name":"http_requests_total","type":"counter","value":1,"labels":{"method":"GET","endpoint":"/smoke","status":500}},
    {"name":"http_request_duration_seconds","type":"histogram","value":0.1,"labels":{"method":"GET","endpoint":"/smoke","status":200}},
    {"name":"smoke_gauge","type":"gauge","value":7}]}'
  call "metrics-collector: takes points" 202 '"status":"accepted","count":4' POST "$METRICS/api/metrics" -d "$points"
  gzip -c <<<"$points" >"$WORK/points.gz"
  call "metrics-collector: takes gzip" 202 '"count":4' POST "$METRICS/api/metrics" -H 'Content-Encoding: gzip' --data-binary "@$WORK/points.gz"
  call "metrics-collector: knows the names" 200 '"name":"smoke_gauge","type":"gauge"' GET "$METRICS/api/metrics/names"
  call "metrics-collector: knows the labels" 200 '"endpoint"' GET "$METRICS/api/metrics/labels?name=http_requests_total"
  call "metrics-collector: adds up" 200 '"sum":12' GET "$METRICS/api/metrics?name=http_requests_total&period=1h&resolution=hour"
  call "metrics-collector: filters by label" 200 '"sum":2[,}]' GET "$METRICS/api/metrics?name=http_requests_total&period=1h&labels=status:500"
  call "metrics-collector: has percentiles" 200 '"p95":0\.(1|09|10)' GET "$METRICS/api/metrics?name=http_request_duration_seconds&period=1h"
  call "metrics-collector: shows the overview" 200 '"total_requests":12.*"endpoint":"/smoke"' GET "$METRICS/api/dashboard?period=1h"
  call "metrics-collector: speaks Prometheus" 200 '^smoke_gauge 7' GET "$METRICS/metrics"
  call "metrics-collector: names the bad point" 400 'metrics\[0\]\.value' POST "$METRICS/api/metrics" -d '[{"name":"x","type":"gauge","value":"no"}]'
  call "metrics-collector: needs a name" 400 'Missing required parameter: name' GET "$METRICS/api/metrics"
  head -c 1100000 /dev/zero | tr '\0' x >"$WORK/large"
  call "metrics-collector: refuses 1.1 MB" 413 'Request body exceeds maximum size' POST "$METRICS/api/metrics" --data-binary "@$WORK/large"
}
