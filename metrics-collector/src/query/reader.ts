import { openReadOnly } from '@monlight/shared/sqlite';
import { createStepper, type Steps } from '@monlight/shared/steps';
import type { Clock } from '@monlight/shared/time';
import type { Rollup } from '../rollup/rollup.ts';
import { createKept } from '../store/read/kept.ts';
import { createPercentileCache } from '../store/read/percentile-cache.ts';
import type { Source } from '../store/read/source.ts';
import { latestAt } from '../store/rollup-store.ts';

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
  /** What is recent must be the same during a question, and none must see what is half stored: one after the other. */
  const stepper = createStepper();

  async function run<T>(answer: (source: Source) => Steps<T>): Promise<T> {
    await stepper.letOthers();
    const steps = answer({ db, recent: rollup.recent(), latest: latestAt(now()), percentiles, kept });
    begin.run();
    try {
      return await stepper.walk(steps);
    } finally {
      end.run();
    }
  }

  return {
    /** Answers from what is stored and added up already. Rejects with the SqliteError that kept it from being read. */
    ask: <T, A extends unknown[]>(answer: (source: Source, ...argument: A) => Steps<T>, ...argument: A): Promise<T> =>
      stepper.alone(() => run((source) => answer(source, ...argument))),
    /** Answers from every point that was stored before. Rejects like `ask`, or when room had to be made by storing buckets. */
    askWithNewest: <T, A extends unknown[]>(
      answer: (source: Source, ...argument: A) => Steps<T>,
      ...argument: A
    ): Promise<T> =>
      stepper.alone(async () => {
        await rollup.gather();
        return run((source) => answer(source, ...argument));
      }),
    /** Brings every point that was stored before into buckets, between questions. */
    settle: (): Promise<void> => stepper.alone(rollup.settle),
    /** Closes once everything that was asked is answered. */
    close: async (): Promise<void> => {
      await stepper.ended();
      db.close();
    },
  };
}

export type Reader = ReturnType<typeof createMetricsReader>;
