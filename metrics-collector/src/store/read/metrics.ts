import { statement } from '@monlight/shared/statement';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import type { Mark } from './kept.ts';
import { addRecentTotal, type SeriesTotal, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

export interface Metric {
  id: number;
  name: string;
  /** Number of the type in `METRIC_TYPES`. */
  type: number;
}

/** The metric of a name; of several types that were sent under it, the one that was sent last. */
export function findMetric(source: Source, name: string): Metric | undefined {
  const [first, ...others] = statement<[string], Metric>(
    source.db,
    `SELECT id, name, type FROM metrics WHERE name = ? AND EXISTS (SELECT 1 FROM series WHERE metric = metrics.id)`,
  ).all(name);
  // Mostly there is one, and then none of its series need be looked at.
  if (others.length === 0) return first;
  const [newest] = readMetricSums(source)
    .filter((sum) => sum.name === name)
    .toSorted((a, b) => b.lastTime - a.lastTime);
  return newest && { id: newest.metric, name, type: newest.type };
}

/** A metric's sum over all of its label sets. */
interface MetricSum extends SeriesTotal {
  metric: number;
  name: string;
  /** Number of the type in `METRIC_TYPES`. */
  type: number;
}

/** What is known of all metrics since their beginning, by name. */
export function readMetricSums(source: Source): MetricSum[] {
  const sums = statement<[], MetricSum>(
    source.db,
    `SELECT series.id, metric, name, type, points, total, last_value AS last, last_time AS lastTime
     FROM metrics JOIN series ON metric = metrics.id WHERE group_keys = '' ORDER BY name, type`,
  ).all();
  for (const sum of sums) addRecentTotal(source, sum);
  return sums;
}

/** All metrics that any tier still holds, by name. */
// Nothing about it is long.
// oxlint-disable-next-line require-yield
export function* readMetrics({ db }: Source): Steps<{ name: string; type: MetricType }[]> {
  return statement<[], { name: string; type: number }>(
    db,
    `SELECT name, type FROM metrics WHERE EXISTS (SELECT 1 FROM series WHERE metric = metrics.id)
       ORDER BY name, type`,
  )
    .all()
    .map(({ name, type }) => ({ name, type: METRIC_TYPES[type] ?? 'gauge' }));
}

/** Series that are looked at in one step. */
export const STEP = 200;

export type LabelSet = Readonly<Record<string, string>>;

export interface LabelledSeries {
  id: number;
  labels: LabelSet;
}

/** So many sums over label sets of one kind are remembered. */
const MAX_SUMS = 1000;

/** A metric's label sets as clients send them, or the sums over them that keep some keys. */
export function* readSeries(
  source: Source,
  metric: number,
  groupKeys: readonly string[] | null,
): Steps<readonly LabelledSeries[]> {
  const { db, kept } = source;
  if (!groupKeys) {
    const sql = 'SELECT id, labels FROM series WHERE metric = ? AND group_keys IS NULL ORDER BY id';
    return yield* parseAll(statement<[number], SeriesRow>(db, sql).iterate(metric));
  }
  const keys = groupKeys.join(',');
  const sql = 'SELECT id, labels FROM series WHERE metric = ? AND group_keys = ? ORDER BY id';
  const read = () => parseAll(statement<[number, string], SeriesRow>(db, sql).iterate(metric, keys));
  const mark = markSums(source, metric, keys);
  return mark.count > MAX_SUMS ? yield* read() : yield* kept.get(`sums ${metric} ${keys}`, mark, read);
}

/** Ids are never given again: as many with the same last one are the same. */
function markSums({ db }: Source, metric: number, keys: string): Mark {
  const read = statement<[number, string], [count: number, last: number | null]>(
    db,
    'SELECT count(*), max(id) FROM series WHERE metric = ? AND group_keys = ?',
  ).raw();
  const [count, last] = read.get(metric, keys) as [number, number | null];
  return { of: '', buckets: 0, count, sum: last ?? 0 };
}

interface SeriesRow {
  id: number;
  labels: string;
}

function* parseAll(rows: Iterable<SeriesRow>): Steps<LabelledSeries[]> {
  const series: LabelledSeries[] = [];
  for (const { id, labels } of rows) {
    series.push({ id, labels: JSON.parse(labels) as LabelSet });
    if (series.length % STEP === 0) yield;
  }
  return series;
}

export interface LabelKey {
  key: string;
  values: { value: string; series: number }[];
}

/** The label keys of a metric with their values, and in how many label sets each is. */
export function* readLabels(source: Source, name: string): Steps<LabelKey[]> {
  const metric = findMetric(source, name);
  const keys = new Map<string, Map<string, number>>();
  for (const [index, { labels }] of (metric ? yield* readSeries(source, metric.id, null) : []).entries()) {
    for (const [key, value] of Object.entries(labels)) {
      let values = keys.get(key);
      if (!values) keys.set(key, (values = new Map()));
      values.set(value, (values.get(value) ?? 0) + 1);
    }
    if (index % STEP === 0) yield;
  }
  return [...keys]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => ({
      key,
      values: [...values].map(([value, series]) => ({ value, series })).toSorted((a, b) => b.series - a.series),
    }));
}
