#!/usr/bin/env bash
# Brings the stack to the newest version, one service at a time, and back again by itself where that fails.
#
#   deploy/upgrade.sh [--no-pull] [--no-backup] [--force] [service…]        all three when none is named
#
#   --no-pull     builds what is in this folder: no `git pull`, no newer base image
#   --no-backup   does not back the databases up first
#   --force       also when a service is not well before, and also where its image has not changed
#
# 1. backs the databases up  2. tags the images that run as :rollback  3. pulls and builds, while all goes on
# 4. for each service: starts the new one and waits until it answers (HEALTHY_WITHIN_S, 60). One that does not is put
#    back to :rollback, the services after it stay as they are, and the exit code is 1.
#
# Where IMAGE_PREFIX in secrets.env names a registry, images are pulled from there in place of being built.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

ALL=(error-tracker log-viewer metrics-collector)
PULL=yes BACKUP=yes FORCE=no
SERVICES=()

read_arguments() {
  local argument
  for argument in "$@"; do
    case "$argument" in
      --no-pull) PULL=no ;;
      --no-backup) BACKUP=no ;;
      --force) FORCE=yes ;;
      -*) die "unknown option: $argument (see $SCRIPT --help)" ;;
      *)
        database_of "$argument" >/dev/null
        SERVICES+=("$argument")
        ;;
    esac
  done
  ((${#SERVICES[@]})) || SERVICES=("${ALL[@]}")
}

# What is ill before an upgrade cannot tell whether the upgrade went well.
require_healthy() {
  local service container
  for service in "${SERVICES[@]}"; do
    container="$(container_of "$service")"
    if is_running "$container" && docker exec "$container" bash /app/healthcheck.sh 2>/dev/null; then continue; fi
    [[ "$FORCE" == yes ]] || die "$container does not answer; start or mend it first (docker logs $container), or use --force"
    warn "$container does not answer; going on because of --force"
  done
}

back_up() {
  local service databases=()
  for service in "${SERVICES[@]}"; do databases+=("$(database_of "$service")"); done
  "$DEPLOY/backup.sh" "${databases[@]}" || die "the backup failed; nothing was changed (--no-backup goes on without one)"
}

# The image of the container, not of the name: somebody may have built in between.
keep_images() {
  local service image
  for service in "${SERVICES[@]}"; do
    image="$(docker inspect -f '{{.Image}}' "$(container_of "$service")" 2>/dev/null)" ||
      image="$(image_of "$service"):$(tag)"
    if docker tag "$image" "$(image_of "$service"):rollback" 2>/dev/null; then
      say "$service: the image in use is kept as $(image_of "$service"):rollback"
    else
      warn "$service: no image is in use yet; there will be nothing to go back to"
    fi
  done
}

from_registry() { [[ "${IMAGE_PREFIX_VALUE%%/*}" == *[.:]* ]]; }

pull_source() {
  git -C "$REPOSITORY" rev-parse --abbrev-ref '@{upstream}' >/dev/null ||
    die "$REPOSITORY is no clone with an upstream to pull from; bring the new version there and use --no-pull"
  git -C "$REPOSITORY" pull --ff-only --quiet ||
    die "git pull failed; nothing was changed (put your changes aside, or use --no-pull)"
  say "source: $(git -C "$REPOSITORY" log -1 --format='%h %s')"
}

# The newest fixes of Node and Debian. A registry that does not answer must not keep ours back.
pull_base() {
  local base
  base="$(sed -n 's/^FROM \([^ ]*:[^ ]*\) .*/\1/p' "$DEPLOY/Dockerfile" | head -1)"
  docker pull --quiet "$base" >/dev/null 2>&1 || warn "$base could not be pulled; building on the one that is here"
}

bring_images() {
  if from_registry; then
    [[ "$PULL" == no ]] && return
    compose pull "${SERVICES[@]}" || die "the images could not be pulled; nothing was changed"
    return
  fi
  if [[ "$PULL" == yes ]]; then
    pull_source
    pull_base
  fi
  say "building; what runs is not touched"
  local log
  log="$(mktemp)"
  if ! compose build "${SERVICES[@]}" >"$log" 2>&1; then
    tail -40 -- "$log" | sed 's/^/  | /' >&2
    restore_tags
    die "the build failed, and what runs was not touched; all it said is in $log"
  fi
  rm -f -- "$log"
}

# A build that ends halfway leaves some names on new images.
restore_tags() {
  local service
  for service in "${SERVICES[@]}"; do
    docker tag "$(image_of "$service"):rollback" "$(image_of "$service"):$(tag)" 2>/dev/null || true
  done
}

id_of() { docker image inspect -f '{{.Id}}' "$1" 2>/dev/null; }

start() {
  local said
  said="$(compose up -d --no-deps --no-build --force-recreate "$1" 2>&1)" && return
  printf '%s\n' "$said" | sed 's/^/  | /' >&2
  return 1
}

upgrade_service() {
  local service="$1" image container
  image="$(image_of "$service")"
  container="$(container_of "$service")"
  if [[ "$FORCE" == no && "$(id_of "$image:$(tag)")" == "$(docker inspect -f '{{.Image}}' "$container")" ]]; then
    say "$service: unchanged"
    return
  fi
  say "$service: starting the new version"
  if start "$service" && wait_healthy "$container"; then
    say "$service: upgraded"
    return
  fi
  warn "$service: the new version does not come up; its last lines:"
  docker logs --tail 20 "$container" 2>&1 | sed 's/^/  | /' >&2 || true
  roll_back "$service"
  return 1
}

roll_back() {
  local service="$1" image container
  image="$(image_of "$service")"
  container="$(container_of "$service")"
  id_of "$image:rollback" >/dev/null || die "$service: there is no $image:rollback to go back to"
  docker tag "$image:$(tag)" "$image:failed"
  docker tag "$image:rollback" "$image:$(tag)"
  if start "$service" && wait_healthy "$container"; then
    warn "$service: ROLLED BACK; the version from before runs and is well (the new one is kept as $image:failed)"
    return
  fi
  # A new version may have changed the database so that the old one refuses it.
  if [[ "$BACKUP" == yes ]]; then
    warn "$service: the version from before does not start on this database; restoring this upgrade's backup"
    docker stop "$container" >/dev/null 2>&1 || true
    "$DEPLOY/restore.sh" "$(database_of "$service")" >&2 || die "$service: DOWN, and the backup could not be restored"
    if start "$service" && wait_healthy "$container"; then
      warn "$service: ROLLED BACK to the version and the database from before the upgrade; what came in between is in"
      warn "$service: $(database_of "$service").db.before-restore, beside the database"
      return
    fi
  fi
  die "$service: DOWN; the version from before does not start either: docker logs $container"
}

main() {
  if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then
    usage
    return
  fi
  read_arguments "$@"
  IMAGE_PREFIX_VALUE="$(setting IMAGE_PREFIX monlight/)"
  [[ -r "$SECRETS" ]] || die "$SECRETS is missing or not readable; see README.md"
  require_docker
  exec 8<"$DEPLOY"
  flock --nonblock 8 || die "another upgrade is running"
  require_healthy
  [[ "$BACKUP" == no ]] || back_up
  keep_images
  # From here on the images that `up` would take may be new ones: not if this is left halfway.
  trap 'restore_tags; exit 130' INT TERM
  bring_images
  trap - INT TERM
  local index service
  for index in "${!SERVICES[@]}"; do
    service="${SERVICES[index]}"
    upgrade_service "$service" || {
      SERVICES=("${SERVICES[@]:index+1}")
      restore_tags
      die "FAILED: $service was rolled back${SERVICES[*]:+; not upgraded: ${SERVICES[*]}}"
    }
  done
  say "done: ${SERVICES[*]}"
}

# Read whole before anything runs: `git pull` may replace this file.
main "$@"
exit
