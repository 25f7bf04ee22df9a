import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import type { Percentiles } from '../../rollup/percentiles.ts';
import { DURATION, REQUESTS } from '../groupings.ts';
import { readBlocks } from './blocks.ts';
import { readBuckets } from './buckets.ts';
import { NOTHING, readMerged, toMergeSpan, type Merged, type MergeSpan } from './merged.ts';
import { findMetric, readMetricSums, readSeries, type LabelledSeries } from './metrics.ts';
import type { Range, Span } from './ranges.ts';
import type { Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';
import { readMetricTotals, readSums, readSumTotals } from './totals.ts';

const MAX_ENDPOINTS = 10;
const MAX_METRICS = 20;

/** Requests, and those with a status of 4xx and of 5xx. */
export interface RequestCounts {
  all: number;
  clientErrors: number;
  serverErrors: number;
}

export interface Endpoint {
  endpoint: string;
  requests: number;
  /** Requests that were answered with a status of 500 or more. */
  failed: number;
  latency: Merged;
}

interface MetricTotal {
  name: string;
  type: MetricType;
  count: number;
  /** Of a gauge the last value, else the sum. */
  total: number;
}

/** How blocks of buckets are told, which is remembered with them; each bucket with its start in ms, oldest first. */
export interface DashboardWords<R, L> {
  requests: (buckets: readonly (readonly [start: number, counts: RequestCounts])[]) => R;
  latencies: (buckets: readonly (readonly [start: number, percentiles: Percentiles])[]) => L;
}

export interface Dashboard<R, L> {
  requests: R[];
  latencies: L[];
  /** Of all requests together. */
  latency: Merged;
  endpoints: Endpoint[];
  metrics: MetricTotal[];
  points: number;
  distinct: number;
}

/** The overview: what the two metrics of HTTP servers tell, and how much there is of all others. */
export function* readDashboard<R, L>(source: Source, span: Span, words: DashboardWords<R, L>): Steps<Dashboard<R, L>> {
  const requests = yield* findSums(source, REQUESTS, span);
  const durations = yield* findSums(source, DURATION, span);
  const metrics = yield* totalMetrics(source, span);
  return {
    requests: requests ? yield* readRequests(source, requests, span, words) : [],
    latencies: durations ? yield* readLatencies(source, durations, span, words) : [],
    latency: durations ? yield* readMerged(source, durations.all, durations.merge) : NOTHING,
    endpoints: requests ? yield* readEndpoints(source, requests, durations) : [],
    metrics: metrics.slice(0, MAX_METRICS),
    points: metrics.reduce((sum, { count }) => sum + count, 0),
    distinct: metrics.length,
  };
}

/** A metric with the sum over all of its label sets. */
interface Sums {
  metric: number;
  all: number;
  merge: MergeSpan;
}

function* findSums(source: Source, name: string, span: Span): Steps<Sums | null> {
  const metric = findMetric(source, name);
  if (!metric) return null;
  const [all] = yield* readSeries(source, metric.id, []);
  return all ? { metric: metric.id, all: all.id, merge: toMergeSpan(source, all.id, span) } : null;
}

function* readLatencies<R, L>(source: Source, { all }: Sums, span: Span, words: DashboardWords<R, L>): Steps<L[]> {
  return yield* readBlocks(source, span, {
    name: 'latencies',
    sum: all,
    *make(range) {
      const found: [number, Percentiles][] = [];
      yield* readBuckets(source, [all], range, (start, _, percentiles) => found.push([start, percentiles]));
      return words.latencies(found);
    },
  });
}

function* readRequests<R, L>(
  source: Source,
  { metric, all }: Sums,
  span: Span,
  words: DashboardWords<R, L>,
): Steps<R[]> {
  const byStatus = yield* readSeries(source, metric, ['status']);
  return yield* readBlocks(source, span, {
    name: 'requests',
    sum: all,
    *make(range) {
      return words.requests(yield* countRequests(source, byStatus, range));
    },
  });
}

function* countRequests(
  source: Source,
  byStatus: readonly LabelledSeries[],
  range: Range,
): Steps<[number, RequestCounts][]> {
  const requests = new Map<number, RequestCounts>();
  for (const { id, labels } of byStatus) {
    const status = Number(labels['status']);
    readSums(source, id, range, (start, sum) => {
      let counts = requests.get(start);
      if (!counts) requests.set(start, (counts = { all: 0, clientErrors: 0, serverErrors: 0 }));
      counts.all += sum;
      if (status >= 500) counts.serverErrors += sum;
      else if (status >= 400) counts.clientErrors += sum;
    });
    yield;
  }
  return [...requests].toSorted(([a], [b]) => a - b);
}

function* readEndpoints(source: Source, requests: Sums, durations: Sums | null): Steps<Endpoint[]> {
  const byEndpoint = yield* readSeries(source, requests.metric, ['endpoint']);
  const failing = (yield* readSeries(source, requests.metric, ['endpoint', 'status'])).filter(
    ({ labels }) => Number(labels['status']) >= 500,
  );
  const byDuration = durations ? yield* readSeries(source, durations.metric, ['endpoint']) : [];
  const latencies = new Map(byDuration.map(({ id, labels }) => [labels['endpoint'] ?? '', id]));
  const totals = yield* readMetricTotals(source, idsOf(byEndpoint), requests.merge);
  const failures = yield* readMetricTotals(source, idsOf(failing), requests.merge);
  const failedOf = new Map<string, number>();
  for (const { id, labels } of failing) {
    const endpoint = labels['endpoint'] ?? '';
    failedOf.set(endpoint, (failedOf.get(endpoint) ?? 0) + (failures.get(id)?.sum ?? 0));
  }
  const busiest = byEndpoint
    .map(({ id, labels }) => ({ endpoint: labels['endpoint'] ?? '', requests: totals.get(id)?.sum ?? 0 }))
    .filter((each) => each.requests > 0)
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MAX_ENDPOINTS);

  const endpoints: Endpoint[] = [];
  for (const each of busiest) {
    const id = latencies.get(each.endpoint);
    const latency = durations && id !== undefined ? yield* readMerged(source, id, durations.merge) : NOTHING;
    endpoints.push({ ...each, failed: failedOf.get(each.endpoint) ?? 0, latency });
  }
  return endpoints;
}

const idsOf = (series: readonly LabelledSeries[]): number[] => series.map(({ id }) => id);

/** All metrics with points in the span, those with the most points first. */
function* totalMetrics(source: Source, span: Span): Steps<MetricTotal[]> {
  const sums = readMetricSums(source);
  const totals = yield* readSumTotals(
    source,
    sums.map(({ id }) => id),
    span,
  );
  return sums
    .map(({ id, name, type, last }) => {
      const { count, sum } = totals.get(id) ?? { count: 0, sum: 0 };
      const named = METRIC_TYPES[type] ?? 'gauge';
      return { name, type: named, count, total: named === 'gauge' ? last : sum };
    })
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
}
