import type { Database } from '@monlight/shared/sqlite';
import { readDashboard } from './dashboard.ts';
import { readLabels, readMetrics } from './metrics.ts';
import { readNewest } from './newest.ts';
import { readTimeseries } from './timeseries.ts';

const READS = {
  timeseries: readTimeseries,
  dashboard: readDashboard,
  metrics: readMetrics,
  labels: readLabels,
  newest: readNewest,
} satisfies Record<string, (db: Database, argument: never) => unknown>;

type Argument<F> = F extends (db: Database, ...rest: infer Rest) => unknown ? Rest : never;

/** Everything that can be asked of the store, by name. */
export type Reads = {
  [Name in keyof typeof READS]: (...argument: Argument<(typeof READS)[Name]>) => ReturnType<(typeof READS)[Name]>;
};

/** Answers what is asked, each from one moment's state. */
export function createReads(db: Database): Reads {
  const reads = Object.entries(READS).map(([name, read]) => [
    name,
    db.transaction((argument: never) => (read as (db: Database, argument: never) => unknown)(db, argument)),
  ]);
  return Object.fromEntries(reads) as Reads;
}
