# shellcheck shell=bash
# What the scripts in this folder share. It is read by them (`source`), not run.

DEPLOY="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck disable=SC2034 # for those who read this
REPOSITORY="$(dirname -- "$DEPLOY")"
SCRIPT="$(basename -- "$0")"
# Another file with settings: for a second stack on one server, and for tests.
SECRETS="$(realpath -m -- "${SECRETS:-$DEPLOY/secrets.env}")"
export SECRETS
# How long a service may take until it answers.
HEALTHY_WITHIN_S="${HEALTHY_WITHIN_S:-60}"

say() { printf '%s: %s\n' "$SCRIPT" "$*"; }
warn() { printf '%s: %s\n' "$SCRIPT" "$*" >&2; }
die() {
  warn "$*"
  exit 1
}

# The comment at a script's head is its help.
usage() {
  sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
}

require_docker() {
  command -v docker >/dev/null || die "docker is not installed"
  docker info >/dev/null 2>&1 && return
  if [[ "$(docker info 2>&1)" == *"permission denied"* ]]; then
    die "this user may not use Docker; run it with sudo, or as a member of the group docker"
  fi
  die "Docker does not answer; is it running? (systemctl status docker)"
}

# The value of a setting: of the environment, of secrets.env, or the default.
setting() {
  local name="$1" default="$2" line=""
  if [[ -n "${!name:-}" ]]; then
    printf '%s' "${!name}"
    return
  fi
  if [[ -r "$SECRETS" ]]; then line="$(grep -E "^$name=" "$SECRETS" | tail -1 || true)"; fi
  line="${line#*=}"
  printf '%s' "${line:-$default}"
}

# Compose on the stack's file, as a plugin of Docker or as the program that it was before.
compose() {
  local command=(docker compose)
  docker compose version >/dev/null 2>&1 || command=(docker-compose)
  "${command[@]}" --env-file "$SECRETS" -f "$DEPLOY/docker-compose.monitoring.yml" "$@"
}

container_of() { printf '%s-%s' "$(setting STACK_NAME monlight)" "$1"; }
image_of() { printf '%s%s' "$(setting IMAGE_PREFIX monlight/)" "$1"; }
tag() { setting IMAGE_TAG latest; }

# errors, logs or metrics → the service that has them.
service_of() {
  case "$1" in
    errors) echo error-tracker ;;
    logs) echo log-viewer ;;
    metrics) echo metrics-collector ;;
    *) die "unknown database: $1 (expected errors, logs or metrics)" ;;
  esac
}

# The other way round.
database_of() {
  case "$1" in
    error-tracker) echo errors ;;
    log-viewer) echo logs ;;
    metrics-collector) echo metrics ;;
    *) die "unknown service: $1 (expected error-tracker, log-viewer or metrics-collector)" ;;
  esac
}

is_running() { [[ "$(docker inspect -f '{{.State.Running}}' "$1" 2>/dev/null)" == true ]]; }

# Any of the images can do it: the one that the container runs, else the one that would be started.
database_image() {
  local service container image
  service="$(service_of "$1")"
  container="$(container_of "$service")"
  image="$(docker inspect -f '{{.Image}}' "$container" 2>/dev/null)" || image="$(image_of "$service"):$(tag)"
  docker image inspect "$image" >/dev/null 2>&1 || die "there is no image $image; build it: docker compose … build $service"
  printf '%s' "$image"
}

# The database program of the images on one database, in a container of its own: a service's has no memory to spare.
# DATA_DIR is a folder with the databases; without it, they are in the stack's volumes.
database_program() {
  local action="$1" database="$2" volume user=1000:1000 type=volume image
  image="$(database_image "$database")" || return 1
  if [[ -n "${DATA_DIR:-}" ]]; then
    volume="$(cd -- "$DATA_DIR" && pwd -P)" || die "DATA_DIR=$DATA_DIR is no folder"
    user="$(stat -c %u:%g -- "$volume")"
    type=bind
  else
    volume="$(setting STACK_NAME monlight)-$database"
    docker volume inspect "$volume" >/dev/null 2>&1 || die "there is no volume $volume; start the stack once"
    # As in the compose file.
    if [[ "$database" == logs ]]; then user=0:0; fi
  fi
  # Without a log driver: Docker would write the copy into a log, and the log viewer would read it.
  docker run --rm --interactive --log-driver none --network none --read-only --cap-drop ALL \
    --security-opt no-new-privileges --memory 256m --user "$user" \
    --mount "type=$type,source=$volume,target=/data" \
    --entrypoint node "$image" /app/database.js "$action" "/data/$database.db"
}

# Waits until a container's service says that it is well; false when that takes too long or it ends again and again.
wait_healthy() {
  local container="$1" deadline=$((SECONDS + HEALTHY_WITHIN_S))
  while ((SECONDS < deadline)); do
    docker exec "$container" bash /app/healthcheck.sh >/dev/null 2>&1 && return
    (($(docker inspect -f '{{.RestartCount}}' "$container" 2>/dev/null || echo 0) < 4)) || return 1
    sleep 0.5
  done
  return 1
}
