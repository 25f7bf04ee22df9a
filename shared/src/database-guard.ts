import { statSync, type Stats } from 'node:fs';
import type { Database } from './sqlite.ts';
import { isBusy, isDamage, isStorageFailure } from './storage-failure.ts';
import { SECOND_MS } from './time.ts';

/** What a write is refused with when it could not be found again. */
class DatabaseLost extends Error {
  readonly code = 'DATABASE_LOST';
}

interface Guard {
  /** Throws DatabaseLost when what is on disk is not what was opened, or was cut short, and for damage that was met. */
  requireIntact(): void;
  isFailing: boolean;
  /** What SQLite said of the file when it met damage. */
  damage: string | null;
  /** Whether another program's lock is waited for: once only, since nothing else is done meanwhile. */
  setPatient(isPatient: boolean): void;
}

/** Sizes in bytes: https://sqlite.org/walformat.html */
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/** How long a write waits for another program's lock. */
export const BUSY_TIMEOUT_MS = 5 * SECOND_MS;

const guards = new WeakMap<Database, Guard>();

/**
 * Keeps an eye on an open database's files from now on. An open file can be deleted or replaced: SQLite would go on
 * writing to what no name leads to any more, and all of that would be gone with the process.
 */
export function guardDatabase(db: Database): void {
  const [file, log] = [opened(db.name), opened(`${db.name}-wal`)];
  const frame = FRAME_HEADER + (db.pragma('page_size', { simple: true }) as number);
  // Tells how far the log is in use, without a checkpoint.
  const logState = db.prepare<[], [busy: number, log: number]>('PRAGMA wal_checkpoint(NOOP)').raw();

  let isPatient = true;

  const guard: Guard = {
    isFailing: false,
    damage: null,
    setPatient: (shouldBe) => {
      if (shouldBe !== isPatient) db.pragma(`busy_timeout = ${shouldBe ? BUSY_TIMEOUT_MS : 0}`);
      isPatient = shouldBe;
    },
    requireIntact: () => {
      if (guard.damage !== null) throw lost(`${db.name} is damaged (${guard.damage})`);
      requireSame(file);
      const { size } = requireSame(log);
      const frames = logState.get()?.[1] ?? 0;
      if (frames > 0 && size < LOG_HEADER + frames * frame) throw lost(`${log.path} was cut short while it was open`);
    },
  };
  guards.set(db, guard);
}

/**
 * Does nothing while a write would be found again after it.
 *
 * @throws DatabaseLost when the database's file or log was deleted, replaced or cut short, or is damaged
 */
export function requireIntact(db: Database): void {
  guards.get(db)?.requireIntact();
}

/**
 * Runs a transaction whose result will be answered: what it returns with is on disk, in the files that carried the database's name
 * when it began. That is soon enough: whoever sends something when they are gone is refused, and what came at the same time might as
 * well have been written just before.
 *
 * @throws DatabaseLost instead of writing what could not be found again
 */
export function durably<T>(db: Database, transaction: () => T): T {
  const guard = guards.get(db);
  if (!guard) return transaction();
  try {
    guard.requireIntact();
    const result = transaction();
    guard.isFailing = false;
    guard.setPatient(true);
    return result;
  } catch (error) {
    noteFailure(db, error);
    throw error;
  }
}

/** Keeps in mind that the database could not be used; damage stays for as long as the process runs. */
export function noteFailure(db: Database, error: unknown): void {
  const guard = guards.get(db);
  if (!guard || !isStorageFailure(error)) return;
  guard.isFailing = true;
  if (isBusy(error)) guard.setPatient(false);
  if (isDamage(error)) guard.damage ??= (error as Error).message;
}

/** Whether the last attempt to write failed because of the disk or the file. */
export function isFailing(db: Database): boolean {
  return guards.get(db)?.isFailing ?? false;
}

function lost(what: string): DatabaseLost {
  return new DatabaseLost(`${what}; nothing is written until it is put right and the service is restarted`);
}

/** What stood at a path when it was opened. */
interface Opened {
  path: string;
  stats: Stats | undefined;
}

function opened(path: string): Opened {
  return { path, stats: look(path) };
}

/** What stands there now, when it is the same file. */
function requireSame({ path, stats }: Opened): Stats {
  const found = look(path);
  if (!found) throw lost(`${path} was deleted while it was open`);
  if (found.ino !== stats?.ino || found.dev !== stats.dev) throw lost(`${path} was replaced while it was open`);
  return found;
}

function look(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
