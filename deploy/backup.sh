#!/usr/bin/env bash
# Copies databases while their services run, checks each copy, and keeps the newest of them.
#
#   deploy/backup.sh [errors] [logs] [metrics]        all three when none is named
#
# Settings, from the environment or from secrets.env:
#   BACKUP_DIR        where the copies go (deploy/backups)
#   RETENTION_COUNT   how many of each database are kept (7: a week of nightly ones)
#   DATA_DIR          folder with the databases, where they are not in the stack's volumes
#
# Exit code 0 when every one was copied. A copy that fails leaves the older ones as they are.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

# Copies hold what users sent: for their owner only.
umask 077

back_up() {
  local database="$1" file said expected actual
  file="$BACKUP_DIR/$database-$(date -u +%Y-%m-%dT%H%M%SZ).db.gz"
  partial="$BACKUP_DIR/.partial-$database-$$"
  said="$partial.said"
  if ! database_program backup "$database" </dev/null 2>"$said" | gzip -c >"$partial"; then
    complain "$database" "$said"
    return 1
  fi
  expected="$(sed -n 's/^sha256 //p' "$said")"
  actual="$(gzip -dc "$partial" | sha256sum | cut -d' ' -f1)" || actual=unreadable
  if [[ -z "$expected" || "$actual" != "$expected" ]]; then
    warn "$database: the copy did not arrive whole"
    complain "$database" "$said"
    return 1
  fi
  if ! { sync "$partial" && mv -- "$partial" "$file"; }; then
    complain "$database" "$said"
    return 1
  fi
  rm -f -- "$said"
  say "$database: $file ($(du -h -- "$file" | cut -f1), integrity ok)"
}

complain() {
  local database="$1" said="$2"
  grep -v '^sha256 ' "$said" | sed "s/^/$SCRIPT: $database: /" >&2 || true
  if [[ "$(df --output=avail -- "$BACKUP_DIR" | tail -1)" -lt 64 ]]; then
    warn "$database: the disk with $BACKUP_DIR is full; make room, or lower RETENTION_COUNT"
  fi
  warn "$database: NOT backed up; older backups are as they were"
  rm -f -- "$partial" "$said"
}

# Only after a new one is whole. Names sort by time.
drop_old() {
  local database="$1" old
  find "$BACKUP_DIR" -maxdepth 1 -type f -name "$database-*Z.db.gz" -print | sort -r |
    tail -n "+$((RETENTION_COUNT + 1))" | while IFS= read -r old; do
    rm -f -- "$old"
    say "$database: dropped $(basename -- "$old") (RETENTION_COUNT=$RETENTION_COUNT)"
  done
}

main() {
  local databases=() database failed=()
  for database in "$@"; do
    case "$database" in
      -h | --help) usage && return ;;
      *) service_of "$database" >/dev/null && databases+=("$database") ;;
    esac
  done
  ((${#databases[@]})) || databases=(errors logs metrics)
  BACKUP_DIR="$(setting BACKUP_DIR "$DEPLOY/backups")"
  RETENTION_COUNT="$(setting RETENTION_COUNT 7)"
  DATA_DIR="$(setting DATA_DIR '')"
  [[ "$RETENTION_COUNT" =~ ^[1-9][0-9]{0,4}$ ]] || die "RETENTION_COUNT=$RETENTION_COUNT must be a whole number from 1"
  require_docker
  mkdir -p -- "$BACKUP_DIR" || die "BACKUP_DIR=$BACKUP_DIR cannot be made"
  BACKUP_DIR="$(cd -- "$BACKUP_DIR" && pwd -P)"
  [[ -w "$BACKUP_DIR" ]] || die "BACKUP_DIR=$BACKUP_DIR cannot be written to by this user"
  # Two at a time would each drop what the other made.
  exec 9<"$BACKUP_DIR"
  flock --nonblock 9 || die "another backup into $BACKUP_DIR is running"
  rm -f -- "$BACKUP_DIR"/.partial-*
  trap 'rm -f -- "$BACKUP_DIR"/.partial-*' EXIT

  for database in "${databases[@]}"; do
    if back_up "$database"; then drop_old "$database"; else failed+=("$database"); fi
  done
  ((${#failed[@]} == 0)) || die "FAILED: ${failed[*]}"
}

main "$@"
