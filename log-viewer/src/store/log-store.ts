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
  const drop = db.transaction(({ passed, keep }: { passed: readonly number[]; keep: readonly string[] }) => {
    entries.drop(passed);
    containers.prune(keep);
  });

  /** Runs a transaction; when it fails, what is held in memory is read again from what is stored. */
  function commit<T>(transaction: { immediate: (argument: T) => void }, argument: T): void {
    try {
      transaction.immediate(argument);
    } catch (error) {
      entries = createEntryStore(db, limits);
      throw error;
    }
  }

  const firstStart = db
    .prepare<[string], string>(
      `INSERT INTO _meta (key, value) VALUES ('first_start', ?)
       ON CONFLICT (key) DO UPDATE SET value = value RETURNING value`,
    )
    .pluck();

  return {
    containers,
    /** When logs were followed into this database for the first time, ms. */
    firstStart: (now: number): number => Number(firstStart.get(String(now))),
    /**
     * Commits a batch and writes the ids into its new entries; then drops what the ring buffer has passed.
     *
     * @param followed names that stay known although they have no entries
     * @throws SqliteError when it could not be committed; nothing has changed then
     */
    commit: (batch: Batch, followed: () => readonly string[]): void => {
      commit(write, batch);
      for (let passed = entries.passed(); passed.length > 0; passed = entries.passed()) {
        commit(drop, { passed, keep: followed() });
      }
    },
    find: (id: number): Entry | undefined => entries.find(id),
    shrink: (): void => entries.shrink(),
    lastId: (): number => entries.lastId(),
    size: (): number => entries.size(),
  };
}

export type LogStore = ReturnType<typeof createLogStore>;
