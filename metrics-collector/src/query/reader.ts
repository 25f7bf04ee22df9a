import { setImmediate as nextTurn } from 'node:timers/promises';
import { openReadOnly } from '@monlight/shared/sqlite';
import type { Clock } from '@monlight/shared/time';
import type { Rollup } from '../rollup/rollup.ts';
import { createKept } from '../store/read/kept.ts';
import { createPercentileCache } from '../store/read/percentile-cache.ts';
import type { Source } from '../store/read/source.ts';
import type { Steps } from '../store/read/steps.ts';
import { latestAt } from '../store/rollup-store.ts';

/** How long a question may keep others from their turn, ms. */
const TURN_MS = 1;

export interface ReaderOptions {
  /** The database's file. */
  path: string;
  /** What adds up points that no stored bucket holds yet. */
  rollup: Pick<Rollup, 'gather' | 'settle' | 'recent'>;
  now: Clock;
}

/**
 * Answers questions one after the other, each from one moment's state, on a connection of their own: a long one lets points in
 * after every few of its steps. A thread would do it beside, for a third more memory.
 */
export function createMetricsReader({ path, rollup, now }: ReaderOptions) {
  const db = openReadOnly(path);
  const begin = db.prepare('BEGIN');
  const end = db.prepare('COMMIT');
  const percentiles = createPercentileCache();
  const kept = createKept();
  let last: Promise<unknown> = Promise.resolve();
  /** When others have their turn: short questions that follow each other take it from them as a long one does. */
  let turnEnds = 0;

  async function letOthers(): Promise<void> {
    if (performance.now() < turnEnds) return;
    await nextTurn();
    turnEnds = performance.now() + TURN_MS;
  }

  async function run<T>(answer: (source: Source) => Steps<T>): Promise<T> {
    await letOthers();
    const steps = answer({ db, recent: rollup.recent(), latest: latestAt(now()), percentiles, kept });
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

  /** What is recent must be the same during a question, and none must see what is half stored. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    /** Answers from what is stored and added up already. Rejects with the SqliteError that kept it from being read. */
    ask: <T, A extends unknown[]>(answer: (source: Source, ...argument: A) => Steps<T>, ...argument: A): Promise<T> =>
      alone(() => run((source) => answer(source, ...argument))),
    /** Answers from every point that was stored before. Rejects like `ask`, or when room had to be made by storing buckets. */
    askWithNewest: <T, A extends unknown[]>(
      answer: (source: Source, ...argument: A) => Steps<T>,
      ...argument: A
    ): Promise<T> =>
      alone(async () => {
        await rollup.gather();
        return run((source) => answer(source, ...argument));
      }),
    /** Brings every point that was stored before into buckets, between questions. */
    settle: (): Promise<void> => alone(rollup.settle),
    /** Closes once everything that was asked is answered. */
    close: async (): Promise<void> => {
      await last;
      db.close();
    },
  };
}

export type Reader = ReturnType<typeof createMetricsReader>;
