import { setImmediate as nextTurn } from 'node:timers/promises';
import { openReadOnly, type Database } from '@monlight/shared/sqlite';
import type { Steps } from '../store/read/steps.ts';

/** How long a question may keep others from their turn, ms. */
const TURN_MS = 3;

/**
 * Answers questions one after the other, each from one moment's state, on a connection of their own: a long one lets points in
 * after every few of its steps. A thread would do it beside, for a third more memory.
 */
export function createMetricsReader(path: string) {
  const db = openReadOnly(path);
  const begin = db.prepare('BEGIN');
  const end = db.prepare('COMMIT');
  let last: Promise<unknown> = Promise.resolve();
  /** When others have their turn: short questions that follow each other take it from them as a long one does. */
  let turnEnds = 0;

  async function letOthers(): Promise<void> {
    if (performance.now() < turnEnds) return;
    await nextTurn();
    turnEnds = performance.now() + TURN_MS;
  }

  async function run<T>(steps: Steps<T>): Promise<T> {
    await letOthers();
    begin.run();
    try {
      for (;;) {
        const { done, value } = steps.next();
        if (done === true) return value;
        await letOthers();
      }
    } finally {
      end.run();
    }
  }

  return {
    /** Rejects with the SqliteError that kept it from being read. */
    ask: <T, A extends unknown[]>(
      answer: (connection: Database, ...argument: A) => Steps<T>,
      ...argument: A
    ): Promise<T> => {
      const answered = last.then(() => run(answer(db, ...argument)));
      last = answered.catch(() => undefined);
      return answered;
    },
    /** Closes once everything that was asked is answered. */
    close: async (): Promise<void> => {
      await last;
      db.close();
    },
  };
}

export type Reader = ReturnType<typeof createMetricsReader>;
