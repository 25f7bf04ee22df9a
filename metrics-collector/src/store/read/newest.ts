import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import type { LabelSet, Metric } from './metrics.ts';
import type { Steps } from './steps.ts';

/** What is known of a series since its beginning. */
export interface Newest {
  labels: LabelSet;
  total: number;
  points: number;
  last: number;
}

/** Some series of a metric. */
export interface NewestSlice {
  series: Newest[];
  /** Where the next slice begins; null after the last. */
  next: string | null;
}

/** Where a metric's first slice begins. */
export const FIRST_SLICE = '';
/** Characters of labels in one slice: about a millisecond's work, and as much to write them. */
const SLICE_CHARACTERS = 16 * 1024;

/** All metrics that any series is left of. */
// Neither is long.
// oxlint-disable-next-line require-yield
export function* readSentMetrics(db: Database): Steps<Metric[]> {
  return statement<[], Metric>(
    db,
    'SELECT id, name, type FROM metrics WHERE EXISTS (SELECT 1 FROM series WHERE metric = metrics.id)',
  ).all();
}

/** The newest values of a metric's series, slice by slice: all of them together may be more than there is memory. */
// oxlint-disable-next-line require-yield
export function* readNewest(db: Database, metric: number, after: string): Steps<NewestSlice> {
  const rows = statement<[number, string], Omit<Newest, 'labels'> & { labels: string }>(
    db,
    `SELECT labels, total, points, last_value AS last FROM series
     WHERE metric = ? AND labels > ? AND group_keys IS NULL AND points > 0 ORDER BY labels`,
  ).iterate(metric, after);
  const series: Newest[] = [];
  let characters = 0;
  for (const row of rows) {
    series.push({ ...row, labels: JSON.parse(row.labels) as LabelSet });
    characters += row.labels.length;
    if (characters >= SLICE_CHARACTERS) return { series, next: row.labels };
  }
  return { series, next: null };
}
