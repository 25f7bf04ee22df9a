import type { Database } from '@monlight/shared/sqlite';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import type { Bucket } from '../../rollup/bucket.ts';
import { groupingsOf } from '../groupings.ts';
import { readBuckets, readTotals, type Span } from './buckets.ts';
import { findMetric, readSeries, type LabelSet, type Metric } from './metrics.ts';

/** Groups that are told one by one; the rest is merged. */
const MAX_GROUPS = 20;

export interface TimeseriesQuery extends Span {
  name: string;
  /** Only label sets that have all of these. */
  labels: LabelSet;
  /** Keys by whose values label sets are told apart; none for all in one. */
  groupBy: readonly string[];
}

interface SeriesData {
  labels: LabelSet;
  /** All that is not among the largest. */
  isOther: boolean;
  /** By start, ms; read as they are asked for. */
  buckets: Iterable<[start: number, Bucket]>;
}

export interface Timeseries {
  /** Null for a metric that is not known. */
  type: MetricType | null;
  /** By start, ms; read as they are asked for. */
  data: Iterable<[start: number, Bucket]>;
  series: SeriesData[];
}

interface Group {
  labels: LabelSet;
  series: number[];
}

/** A metric over time: all label sets in one, and by groups where that is asked for. */
export function readTimeseries(db: Database, query: TimeseriesQuery): Timeseries {
  const metric = findMetric(db, query.name);
  if (!metric) return { type: null, data: [], series: [] };
  const type = METRIC_TYPES[metric.type] ?? null;
  const [all] = groupsOf(db, metric, { ...query, groupBy: [] });
  const data = readBuckets(db, all?.series ?? [], query);
  return { type, data, series: query.groupBy.length > 0 ? readGroups(db, metric, query) : [] };
}

function readGroups(db: Database, metric: Metric, query: TimeseriesQuery): SeriesData[] {
  const weighed = groupsOf(db, metric, query).map((group) => {
    const totals = [...readTotals(db, group.series, query).values()];
    const weight = totals.reduce(
      (sum, total) => sum + (METRIC_TYPES[metric.type] === 'counter' ? total.sum : total.count),
      0,
    );
    return { ...group, weight, count: totals.reduce((sum, { count }) => sum + count, 0) };
  });
  const largest = weighed.filter(({ count }) => count > 0).toSorted((a, b) => b.weight - a.weight);
  const rest = largest.slice(MAX_GROUPS).flatMap(({ series }) => series);
  const groups: SeriesData[] = largest.slice(0, MAX_GROUPS).map(({ labels, series }) => ({
    labels,
    isOther: false,
    buckets: readBuckets(db, series, query),
  }));
  if (rest.length === 0) return groups;
  const other = Object.fromEntries(query.groupBy.map((key) => [key, 'other']));
  return [...groups, { labels: other, isOther: true, buckets: readBuckets(db, rest, query) }];
}

/** The label sets that are asked for, by the values of the keys that tell them apart. */
function groupsOf(db: Database, metric: Metric, { labels, groupBy }: TimeseriesQuery): Group[] {
  const isKept = groupingsOf(metric.name).some((keys) => keys.toString() === groupBy.toString());
  const wanted = Object.entries(labels);
  // A sum that is kept answers for thousands of label sets.
  if (isKept && wanted.length === 0) {
    return readSeries(db, metric.id, groupBy).map(({ id, labels: own }) => ({
      labels: keep(own, groupBy),
      series: [id],
    }));
  }
  const groups = new Map<string, Group>();
  for (const { id, labels: own } of readSeries(db, metric.id, null)) {
    if (!wanted.every(([key, value]) => own[key] === value)) continue;
    const kept = keep(own, groupBy);
    const key = JSON.stringify(kept);
    const group = groups.get(key);
    if (group) group.series.push(id);
    else groups.set(key, { labels: kept, series: [id] });
  }
  return [...groups.values()];
}

/** A label that is not there is as one without a value. */
function keep(labels: LabelSet, keys: readonly string[]): LabelSet {
  return Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']));
}
