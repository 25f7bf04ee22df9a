import { noteFailure, requireIntact } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import { createContainerStore } from './containers.ts';
import { createEntryStore, type Entry, type RingLimits } from './entries.ts';

/** What one step of following changes, all of it or nothing. */
export interface Batch {
  /** New entries, in the order that they get their ids in. */
  fresh: Entry[];
  /** Entries that were stored before and have more text now. */
  amended: Iterable<Entry>;
  /** Where following goes on, by Docker's id. */
  cursors: Iterable<[dockerId: string, state: string]>;
}

/** The one place that writes what is followed: entries, and the cursors behind them, in one transaction. */
export function createLogStore(db: Database, limits: RingLimits) {
  const containers = createContainerStore(db);
  let entries = createEntryStore(db, limits);

  const write = db.transaction(({ fresh, amended, cursors }: Batch) => {
    entries.append(fresh);
    for (const entry of amended) entries.amend(entry);
    for (const [dockerId, state] of cursors) containers.saveCursor(dockerId, state);
  });
  const hide = db.transaction(({ passed, keep }: { passed: readonly number[]; keep: readonly string[] }) => {
    entries.hide(passed);
    containers.prune(keep);
  });
  const clear = db.transaction(() => entries.clear());

  /** Runs a transaction; when it fails, what is held in memory is read again from what is stored. */
  function commit<T, R>(transaction: { immediate: (argument: T) => R }, argument: T): R {
    try {
      requireIntact(db);
      return transaction.immediate(argument);
    } catch (error) {
      noteFailure(db, error);
      entries = createEntryStore(db, limits);
      throw error;
    }
  }

  const firstStart = db.prepare<[], string>("SELECT value FROM _meta WHERE key = 'first_start'").pluck();
  const begin = db.prepare<[string]>("INSERT INTO _meta (key, value) VALUES ('first_start', ?)");

  return {
    containers,
    /** When logs were followed into this database for the first time, ms. */
    firstStart: (now: number): number => {
      // Written once only: a start must not need room on the disk.
      const known = firstStart.get();
      if (known === undefined) begin.run(String(now));
      return Number(known ?? now);
    },
    /**
     * Commits a batch and writes the ids into its new entries.
     *
     * @throws SqliteError, or what `requireIntact` throws, when it could not be committed; nothing has changed then
     */
    commit: (batch: Batch): void => commit(write, batch),
    /**
     * Drops what the ring buffer has passed: at once out of sight, and from the disk in steps, of which those of a large partition
     * are left to later calls, after a restart too. Apart from the commit, which must not seem to have failed when only this has.
     *
     * @param followed names that stay known although they have no entries
     * @returns whether more is left to a later call
     * @throws SqliteError when it could not; the next time will do
     */
    dropPassed: (followed: () => readonly string[]): boolean => {
      for (;;) {
        // Before another is hidden: what is still on the disk counts against the limit.
        while (entries.hasHidden()) if (commit(clear, undefined).isCut) return true;
        const passed = entries.passed();
        if (passed.length === 0) return false;
        commit(hide, { passed, keep: followed() });
      }
    },
    find: (id: number): Entry | undefined => entries.find(id),
    shrink: (): void => entries.shrink(),
    lastId: (): number => entries.lastId(),
    size: (): number => entries.size(),
  };
}

export type LogStore = ReturnType<typeof createLogStore>;
