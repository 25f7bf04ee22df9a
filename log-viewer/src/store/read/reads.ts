import type { Database } from '@monlight/shared/sqlite';
import { createCountCache } from './count-cache.ts';
import { readContext, readEntry } from './context.ts';
import { readHistogram } from './histogram.ts';
import { readPage, readSlice } from './list.ts';
import { readContainers, readSummary } from './summary.ts';
import { readView, type View } from './segments.ts';

const READS = {
  page: readPage,
  slice: readSlice,
  histogram: readHistogram,
  entry: readEntry,
  context: readContext,
  summary: readSummary,
  containers: readContainers,
} satisfies Record<string, (db: Database, view: View, argument: never) => unknown>;

/** Everything that can be asked of the store, by name. */
export type Reads = {
  [Name in keyof typeof READS]: (...argument: Argument<(typeof READS)[Name]>) => ReturnType<(typeof READS)[Name]>;
};

type Argument<F> = F extends (db: Database, view: View, ...rest: infer Rest) => unknown ? Rest : never;

/**
 * Answers what is asked, each from one moment's view.
 *
 * @param maxEntries how many of the stored entries are shown
 */
export function createReads(db: Database, maxEntries: number): Reads {
  const counts = createCountCache();
  const reads = Object.entries(READS).map(([name, read]) => [
    name,
    db.transaction((argument: never) => read(db, readView(db, maxEntries, counts), argument)),
  ]);
  return Object.fromEntries(reads) as Reads;
}
