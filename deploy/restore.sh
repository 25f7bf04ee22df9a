#!/usr/bin/env bash
# Puts a backup in the place of a service's database. The service must be stopped.
#
#   deploy/restore.sh [errors|logs|metrics] [backup.db.gz]
#
# Without a file: the newest backup in BACKUP_DIR. Without a database: the one that the file's name begins with.
# The backup is checked before anything is changed; the database that was there is kept beside the restored one as
# <name>.db.before-restore until the next restore.
#
# Settings, from the environment or from secrets.env:
#   BACKUP_DIR   where backups are (deploy/backups)
#   DATA_DIR     folder with the databases, where they are not in the stack's volumes
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

newest_backup() {
  find "$(setting BACKUP_DIR "$DEPLOY/backups")" -maxdepth 1 -type f -name "$1-*Z.db.gz" 2>/dev/null | sort | tail -1
}

main() {
  local database="" file="" container
  while (($#)); do
    case "$1" in
      -h | --help) usage && return ;;
      errors | logs | metrics) database="$1" ;;
      *) file="$1" ;;
    esac
    shift
  done
  [[ -n "$database" || -n "$file" ]] || die "what is to be restored? See $SCRIPT --help"
  if [[ -z "$database" ]]; then
    database="$(basename -- "$file")"
    database="${database%%-*}"
  fi
  container="$(container_of "$(service_of "$database")")"
  DATA_DIR="$(setting DATA_DIR '')"
  require_docker
  [[ -n "$file" ]] || file="$(newest_backup "$database")"
  [[ -n "$file" ]] || die "there is no backup of $database in $(setting BACKUP_DIR "$DEPLOY/backups")"
  [[ -r "$file" ]] || die "$file cannot be read"
  if [[ -z "$DATA_DIR" ]] && is_running "$container"; then
    die "$container is running; stop it first: docker stop $container"
  fi
  gzip -t -- "$file" || die "$file is damaged; nothing was changed"
  gzip -dc -- "$file" | database_program restore "$database" || die "$database: NOT restored; nothing was changed"
  say "$database: restored from $file; what was there before is kept as $database.db.before-restore"
  [[ -n "$DATA_DIR" ]] || say "start it again: docker start $container"
}

main "$@"
