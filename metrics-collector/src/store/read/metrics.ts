import type { Database } from '@monlight/shared/sqlite';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import { statement } from '@monlight/shared/statement';
import type { Steps } from './steps.ts';

export interface Metric {
  id: number;
  name: string;
  /** Number of the type in `METRIC_TYPES`. */
  type: number;
}

/** The metric of a name; of several types that were sent under it, the one that was sent last. */
export function findMetric(db: Database, name: string): Metric | undefined {
  const [first, ...others] = statement<[string], Metric>(
    db,
    `SELECT id, name, type FROM metrics WHERE name = ? AND EXISTS (SELECT 1 FROM series WHERE metric = metrics.id)`,
  ).all(name);
  // Mostly there is one, and then none of its series need be looked at.
  if (others.length === 0) return first;
  return statement<[string], Metric>(
    db,
    `SELECT metrics.id, name, type FROM metrics JOIN series ON metric = metrics.id
       WHERE name = ? GROUP BY metrics.id ORDER BY max(last_time) DESC LIMIT 1`,
  ).get(name);
}

/** All metrics that any tier still holds, by name. */
// Nothing about it is long.
// oxlint-disable-next-line require-yield
export function* readMetrics(db: Database): Steps<{ name: string; type: MetricType }[]> {
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

/** A metric's label sets as clients send them, or the sums over them that keep some keys. */
export function* readSeries(
  db: Database,
  metric: number,
  groupKeys: readonly string[] | null,
): Steps<LabelledSeries[]> {
  const rows = statement<[number, string | null], { id: number; labels: string }>(
    db,
    'SELECT id, labels FROM series WHERE metric = ? AND group_keys IS ? ORDER BY id',
  ).iterate(metric, groupKeys && groupKeys.join(','));
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
export function* readLabels(db: Database, name: string): Steps<LabelKey[]> {
  const metric = findMetric(db, name);
  const keys = new Map<string, Map<string, number>>();
  for (const [index, { labels }] of (metric ? yield* readSeries(db, metric.id, null) : []).entries()) {
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
