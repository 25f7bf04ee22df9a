import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { inspectDatabaseFile } from './database-file.ts';
import { BUSY_TIMEOUT_MS, guardDatabase } from './database-guard.ts';
import { migrate, type Migration } from './migrations.ts';
import { StartError } from './start-error.ts';

export type Database = Sqlite.Database;

/** A statement that is ready to run. */
export type Statement<Bound extends unknown[] = unknown[], Row = unknown> = Sqlite.Statement<Bound, Row>;

export interface DatabaseOptions {
  /** File to open or create; its folder is created too. */
  path: string;
  /** SQLite application id (signed 32 bits): tells one service's file from another's and from a stranger's. */
  applicationId: number;
  /** Ordered, append-only; see `loadMigrations`. */
  migrations: readonly Migration[];
  /** Called when there was no database and a new one was made. */
  onCreated?: (file: string) => void;
}

/**
 * Opens a service's database, creating or migrating it.
 *
 * @throws StartError when the folder or file cannot be used, or the file is corrupt, not this
 *   service's, or written by a newer version. The file is then as it was.
 */
export function openDatabase({ path, applicationId, migrations, onCreated }: DatabaseOptions): Database {
  const file = resolve(path);
  try {
    const isNew = createFile(file, applicationId);
    if (!isNew) inspectDatabaseFile(file, applicationId, migrations.length);
    const db = new Sqlite(file);
    try {
      configure(db);
      migrate(db, migrations);
      guardDatabase(db);
    } catch (error) {
      db.close();
      throw error;
    }
    if (isNew) onCreated?.(file);
    return db;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError([`DATABASE_PATH: ${file} cannot be used: ${(error as Error).message}`], { cause: error });
  }
}

/** Makes a database where there is no file or an empty one; false when there is more. */
function createFile(file: string, applicationId: number): boolean {
  createFolder(dirname(file));
  if (sizeOf(file) > 0) return false;
  if (sizeOf(`${file}-wal`) > 0) {
    throw new StartError([
      `DATABASE_PATH: ${file} is missing, but its log ${file}-wal is there; the log was left untouched`,
    ]);
  }
  // Under another name until it bears our mark: after a crash before that, nobody could tell whose it is.
  const unmarked = `${file}.new`;
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${unmarked}${suffix}`, { force: true });
  closeSync(openSync(unmarked, 'wx', 0o600));
  const db = new Sqlite(unmarked);
  try {
    // Before the first table: SQLite ignores it later.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma(`application_id = ${applicationId}`);
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
  renameSync(unmarked, file);
  return true;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** A second connection to an open database, for questions: it sees one moment's state in each transaction. */
export function openReadOnly(path: string): Database {
  const db = new Sqlite(path, { readonly: true });
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('cache_size = -1024');
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Folder by folder: `recursive` hides what is wrong with a read-only one, and never returns below /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(dirname(folder));
  mkdirSync(folder);
}

function configure(db: Database): void {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('journal_size_limit = 16777216');
  db.pragma('cache_size = -2048');
  // A copied or restored file may have come with wider rights; -wal and -shm take the main file's.
  chmodSync(db.name, 0o600);
}

/** Moves the log into the main file and closes: what remains is one file, whole. */
export function closeDatabase(db: Database): void {
  if (!db.open) return;
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}
