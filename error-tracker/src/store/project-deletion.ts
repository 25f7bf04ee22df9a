import { setImmediate } from 'node:timers/promises';
import { forAMoment } from '@monlight/shared/moment';
import type { Database } from '@monlight/shared/sqlite';
import type { Writer } from '@monlight/shared/writer';
import { createProjectAlerts } from './project-alerts.ts';

/** How long one transaction deletes. A group takes well under a millisecond, one of the largest reports up to ten. */
const BATCH_MS = 8;
const BATCH = 100;
/** Free pages given back to the disk in one go. */
const VACUUM_PAGES = 250;

export interface ProjectDeletion {
  /**
   * Deletes the groups that the project has now, with all that hangs on them and its mails in the outbox. It does so in
   * short transactions, so that reports come in meanwhile; what they bring for this project may stay.
   *
   * @returns groups deleted, null when nothing is known of the project
   * @throws the signal's reason when it aborts; what is deleted until then stays so
   */
  remove(project: string, signal: AbortSignal): Promise<number | null>;
}

/** Deletes all that is kept of one project. `clock` measures how long a transaction takes, in milliseconds. */
export function createProjectDeletion(
  db: Database,
  writer: Writer,
  clock: () => number = () => performance.now(),
): ProjectDeletion {
  // What is deleted, here or when its time has come, is overwritten where that costs no writing. What goes with whole
  // pages is not: those leave the file.
  db.pragma('secure_delete = FAST');
  const alerts = createProjectAlerts(db);
  const newest = db.prepare<[string], number | null>('SELECT max(id) FROM groups WHERE project = ?').pluck();
  const next = db
    .prepare<[string, number], number>(`SELECT id FROM groups WHERE project = ? AND id <= ? ORDER BY id LIMIT ${BATCH}`)
    .pluck();
  const remove = db.prepare<[number]>('DELETE FROM groups WHERE id = ?');

  async function removeAlerts(project: string, signal: AbortSignal): Promise<number> {
    let total = 0;
    for (let after: number | null = 0; after !== null; ) {
      signal.throwIfAborted();
      const from: number = after;
      const { removed, last } = await writer.write(() => alerts.removeSome(project, from));
      total += removed;
      after = last;
    }
    return total;
  }

  function removeSomeGroups(project: string, last: number): number {
    return forAMoment(next.all(project, last), BATCH_MS, (id) => remove.run(id), clock);
  }

  async function removeGroups(project: string, last: number, signal: AbortSignal): Promise<number> {
    let total = 0;
    for (;;) {
      signal.throwIfAborted();
      const removed = await writer.write(() => removeSomeGroups(project, last));
      if (removed === 0) return total;
      total += removed;
    }
  }

  const countFree = () => db.pragma('freelist_count', { simple: true }) as number;

  async function giveSpaceBack(signal: AbortSignal): Promise<void> {
    for (let before = countFree(), after = 0; before > 0; before = after) {
      signal.throwIfAborted();
      db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
      after = countFree();
      // A file that was not made for it does not shrink.
      if (after >= before) break;
      await setImmediate();
    }
    emptyLog();
  }

  /** The write-ahead log has the old pages, too. Whoever reads the file just now, as a backup does, is not waited for. */
  function emptyLog(): void {
    const patienceMs = db.pragma('busy_timeout', { simple: true }) as number;
    db.pragma('busy_timeout = 0');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma(`busy_timeout = ${patienceMs}`);
  }

  return {
    remove: async (project, signal) => {
      const last = newest.get(project) ?? 0;
      const mails = await removeAlerts(project, signal);
      const groups = await removeGroups(project, last, signal);
      if (groups === 0 && mails === 0) return null;
      await giveSpaceBack(signal);
      return groups;
    },
  };
}
