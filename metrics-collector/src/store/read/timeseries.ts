import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import { groupingsOf } from '../groupings.ts';
import { findMetric, readSeries, STEP, type LabelSet, type Metric } from './metrics.ts';
import type { Span } from './ranges.ts';
import type { Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';
import { readSumTotals, readTotals } from './totals.ts';

/** Groups that are told one by one; the rest is merged. */
const MAX_GROUPS = 20;

export interface TimeseriesQuery extends Span {
  name: string;
  /** Only label sets that have all of these. */
  labels: LabelSet;
  /** Keys by whose values label sets are told apart; none for all in one. */
  groupBy: readonly string[];
}

/** Series that are one line of a chart. */
export interface Group {
  labels: LabelSet;
  /** All that is not among the largest. */
  isOther: boolean;
  series: number[];
}

/** What a query is about: the ids of series, of which the buckets are still to be read. */
export interface Timeseries {
  /** Null for a metric that is not known. */
  type: MetricType | null;
  /** The sum over all label sets of the metric, which changes whenever one of its series does; null when there is none. */
  sum: number | null;
  all: number[];
  groups: Group[];
}

/** The series of a metric over time: all label sets in one, and by groups where that is asked for. */
export function* findTimeseries(source: Source, query: TimeseriesQuery): Steps<Timeseries> {
  const metric = findMetric(source, query.name);
  if (!metric) return { type: null, sum: null, all: [], groups: [] };
  const [sum] = yield* readSeries(source, metric.id, []);
  const [all] = yield* groupsOf(source, metric, { ...query, groupBy: [] });
  return {
    type: METRIC_TYPES[metric.type] ?? null,
    sum: sum?.id ?? null,
    all: all?.series ?? [],
    groups: query.groupBy.length > 0 ? yield* findGroups(source, metric, query) : [],
  };
}

function* findGroups(source: Source, metric: Metric, query: TimeseriesQuery): Steps<Group[]> {
  const isCounter = METRIC_TYPES[metric.type] === 'counter';
  const readEach = isKept(metric, query) ? readSumTotals : readTotals;
  const weighed: (Group & { weight: number })[] = [];
  for (const group of yield* groupsOf(source, metric, query)) {
    const totals = [...(yield* readEach(source, group.series, query)).values()];
    if (totals.every(({ count }) => count === 0)) continue;
    weighed.push({ ...group, weight: totals.reduce((sum, total) => sum + (isCounter ? total.sum : total.count), 0) });
  }
  const largest = weighed.toSorted((a, b) => b.weight - a.weight);
  const rest = largest.slice(MAX_GROUPS).flatMap(({ series }) => series);
  if (rest.length === 0) return largest;
  const other = Object.fromEntries(query.groupBy.map((key) => [key, 'other']));
  return [...largest.slice(0, MAX_GROUPS), { labels: other, isOther: true, series: rest }];
}

/** Whether the sums that a query asks for are there already: one answers for thousands of label sets. */
function isKept({ name }: Metric, { labels, groupBy }: TimeseriesQuery): boolean {
  return Object.keys(labels).length === 0 && groupingsOf(name).some((keys) => keys.toString() === groupBy.toString());
}

/** The label sets that are asked for, by the values of the keys that tell them apart. */
function* groupsOf(source: Source, metric: Metric, query: TimeseriesQuery): Steps<Group[]> {
  const { labels, groupBy } = query;
  if (isKept(metric, query)) {
    return (yield* readSeries(source, metric.id, groupBy)).map(({ id, labels: own }) => ({
      labels: keep(own, groupBy),
      isOther: false,
      series: [id],
    }));
  }
  const wanted = Object.entries(labels);
  const groups = new Map<string, Group>();
  for (const [index, { id, labels: own }] of (yield* readSeries(source, metric.id, null)).entries()) {
    if (index % STEP === 0) yield;
    if (!wanted.every(([key, value]) => own[key] === value)) continue;
    const kept = keep(own, groupBy);
    const key = JSON.stringify(kept);
    const group = groups.get(key);
    if (group) group.series.push(id);
    else groups.set(key, { labels: kept, isOther: false, series: [id] });
  }
  return [...groups.values()];
}

/** A label that is not there is as one without a value. */
function keep(labels: LabelSet, keys: readonly string[]): LabelSet {
  // Only its own: every object also has a `constructor`.
  return Object.fromEntries(keys.map((key) => [key, (Object.hasOwn(labels, key) && labels[key]) || '']));
}
