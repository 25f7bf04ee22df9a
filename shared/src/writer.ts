import { durably } from './database-guard.ts';
import type { Database } from './sqlite.ts';
import { isStorageFailure } from './storage-failure.ts';

/** Many callers' changes in one transaction; each caller is answered after its commit. */
export interface Writer {
  /**
   * Runs `change` inside the next transaction and resolves with its result once that is committed.
   * `change` must only touch the database: when another change in the batch fails it runs again.
   *
   * Rejects with what `change` threw, or with the SqliteError that kept the transaction from committing.
   */
  write<T>(change: () => T): Promise<T>;
  /** Commits what is waiting, now. */
  flush(): void;
}

interface Waiting {
  change: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Bounds how long one transaction keeps the event loop from other work. */
const MAX_BATCH = 256;

/** Group commit: a commit costs about as much as ten rows, so requests that arrive together share one. */
export function createWriter(db: Database): Writer {
  let waiting: Waiting[] = [];
  let scheduled = false;

  const runAll = db.transaction((batch: readonly Waiting[]) => batch.map(({ change }) => change()));
  const runOne = db.transaction((change: () => unknown) => change());

  function commit(batch: readonly Waiting[]): void {
    let results: unknown[];
    try {
      results = durably(db, () => runAll.immediate(batch));
    } catch (error) {
      // A disk that has no room, or a lock that was waited for, is no change's fault: trying each again takes as long each time.
      if (batch.length === 1 || isStorageFailure(error)) for (const { reject } of batch) reject(error);
      else for (const entry of batch) commitAlone(entry);
      return;
    }
    for (const [index, entry] of batch.entries()) entry.resolve(results[index]);
  }

  /** One bad change must not take its neighbours down: each gets a transaction of its own. */
  function commitAlone({ change, resolve, reject }: Waiting): void {
    try {
      resolve(durably(db, () => runOne.immediate(change)));
    } catch (error) {
      reject(error);
    }
  }

  function runNext(): void {
    scheduled = false;
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    if (batch.length > 0) commit(batch);
    if (waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    // Not after this turn of the loop but after the next: what came in while this one's requests were read is in the batch, too.
    setImmediate(() => setImmediate(runNext));
  }

  return {
    write: <T>(change: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ change, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    flush: () => {
      while (waiting.length > 0) runNext();
    },
  };
}
