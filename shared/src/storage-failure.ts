/** SQLite's result codes, and our own, that say that the disk or the file is at fault, and not our SQL. */
const STORAGE = /^(DATABASE_LOST|SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PERM|NOMEM|PROTOCOL))/;
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/;

/** Whether the disk or the database's file is at fault: the same may work later. */
export function isStorageFailure(error: unknown): boolean {
  return STORAGE.test(codeOf(error));
}

/** Whether another program holds the database's lock. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** Whether what is in the file is not what was written. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
