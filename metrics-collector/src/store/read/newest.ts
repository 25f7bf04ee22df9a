import { statement } from '@monlight/shared/statement';
import type { LabelSet, Metric } from './metrics.ts';
import { addRecentTotal, type SeriesTotal, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

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
export function* readSentMetrics({ db }: Source): Steps<Metric[]> {
  return statement<[], Metric>(
    db,
    'SELECT id, name, type FROM metrics WHERE EXISTS (SELECT 1 FROM series WHERE metric = metrics.id)',
  ).all();
}

/** The newest values of a metric's series, slice by slice: all of them together may be more than there is memory. */
// oxlint-disable-next-line require-yield
export function* readNewest(source: Source, metric: number, after: string): Steps<NewestSlice> {
  const rows = statement<[number, string], SeriesTotal & { labels: string }>(
    source.db,
    `SELECT id, labels, total, points, last_value AS last, last_time AS lastTime FROM series
     WHERE metric = ? AND labels > ? AND group_keys IS NULL ORDER BY labels`,
  ).iterate(metric, after);
  const series: Newest[] = [];
  let characters = 0;
  for (const { labels, ...stored } of rows) {
    addRecentTotal(source, stored);
    const { total, points, last } = stored;
    if (points > 0) series.push({ labels: JSON.parse(labels) as LabelSet, total, points, last });
    characters += labels.length;
    if (characters >= SLICE_CHARACTERS) return { series, next: labels };
  }
  return { series, next: null };
}
