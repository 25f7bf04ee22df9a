import type { Database } from '@monlight/shared/sqlite';
import { readDashboard } from '../store/read/dashboard.ts';
import { readLabels, readMetrics } from '../store/read/metrics.ts';
import { readNewest } from '../store/read/newest.ts';
import { readTimeseries, type TimeseriesQuery } from '../store/read/timeseries.ts';
import { writeExposition, type OwnMetric } from './exposition.ts';
import { toJsonBytes } from './json-text.ts';
import { presentDashboard, presentTimeseries } from './present.ts';
import type { SpanWords } from './span.ts';

interface TimeseriesQuestion extends TimeseriesQuery {
  words: SpanWords;
}

/**
 * What the reading thread answers. It also does what comes after the reading, and hands over the text's bytes: percentiles of thousands of
 * sketches, and objects that go from thread to thread, would keep the other thread from taking points.
 */
const ANSWERS = {
  timeseries: (db: Database, { words, ...query }: TimeseriesQuestion) =>
    toJsonBytes({
      name: query.name,
      ...words,
      ...presentTimeseries(readTimeseries(db, query), query.groupBy.length > 0),
    }),
  dashboard: (db: Database, { words, ...span }: { words: SpanWords } & Parameters<typeof readDashboard>[1]) =>
    toJsonBytes({ ...words, ...presentDashboard(readDashboard(db, span)) }),
  exposition: (db: Database, own: readonly OwnMetric[]) =>
    new TextEncoder().encode(writeExposition(readNewest(db), own)),
  metrics: readMetrics,
  labels: readLabels,
} satisfies Record<string, (db: Database, argument: never) => unknown>;

type Argument<F> = F extends (db: Database, ...rest: infer Rest) => unknown ? Rest : never;

/** Everything that can be asked, by name. */
export type Answers = {
  [Name in keyof typeof ANSWERS]: (...argument: Argument<(typeof ANSWERS)[Name]>) => ReturnType<(typeof ANSWERS)[Name]>;
};

/** Answers what is asked, each from one moment's state. */
export function createAnswers(db: Database): Answers {
  const answers = Object.entries(ANSWERS).map(([name, answer]) => [
    name,
    db.transaction((argument: never) => (answer as (db: Database, argument: never) => unknown)(db, argument)),
  ]);
  return Object.fromEntries(answers) as Answers;
}
