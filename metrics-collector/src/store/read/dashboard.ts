import { statement } from '@monlight/shared/statement';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import type { Percentiles } from '../../rollup/percentiles.ts';
import { DURATION, REQUESTS } from '../groupings.ts';
import { readBuckets } from './buckets.ts';
import { readMerged } from './merged.ts';
import { findMetric, readSeries, type LabelledSeries } from './metrics.ts';
import type { Span } from './ranges.ts';
import { addRecentTotal, type SeriesTotal, type Source } from './source.ts';
import type { Steps } from './steps.ts';
import { readSums, readSumTotals } from './totals.ts';

const MAX_ENDPOINTS = 10;
const MAX_METRICS = 20;

interface Endpoint {
  endpoint: string;
  requests: number;
  /** Requests that were answered with a status of 500 or more. */
  failed: number;
  latency: Bucket;
}

interface MetricTotal {
  name: string;
  type: MetricType;
  count: number;
  /** Of a gauge the last value, else the sum. */
  total: number;
}

export interface Dashboard {
  /** By start in ms: requests, and those with a status of 4xx and of 5xx. */
  requests: Map<number, { all: number; clientErrors: number; serverErrors: number }>;
  /** Of all requests together. */
  latency: Bucket;
  endpoints: Endpoint[];
  metrics: MetricTotal[];
  points: number;
  distinct: number;
}

/** The overview: what the two metrics of HTTP servers tell, and how much there is of all others. Hands over latencies. */
export function* readDashboard(
  source: Source,
  span: Span,
  takeLatency: (start: number, percentiles: Percentiles) => void,
): Steps<Dashboard> {
  const latencies = (yield* seriesOf(source, DURATION, [])).map(({ id }) => id);
  yield* readBuckets(source, latencies, span, (start, _, percentiles) => takeLatency(start, percentiles));
  const latency = createBucket(true);
  for (const id of latencies) mergeBucket(latency, yield* readMerged(source, id, span));
  const metrics = yield* readMetricTotals(source, span);
  return {
    requests: yield* readRequests(source, span),
    latency,
    endpoints: yield* readEndpoints(source, span),
    metrics: metrics.slice(0, MAX_METRICS),
    points: metrics.reduce((sum, { count }) => sum + count, 0),
    distinct: metrics.length,
  };
}

function* seriesOf(source: Source, name: string, keys: readonly string[]): Steps<LabelledSeries[]> {
  const metric = findMetric(source, name);
  return metric ? yield* readSeries(source, metric.id, keys) : [];
}

function* readRequests(source: Source, span: Span): Steps<Dashboard['requests']> {
  const requests: Dashboard['requests'] = new Map();
  for (const { id, labels } of yield* seriesOf(source, REQUESTS, ['status'])) {
    const status = Number(labels['status']);
    readSums(source, id, span, (start, sum) => {
      let counts = requests.get(start);
      if (!counts) requests.set(start, (counts = { all: 0, clientErrors: 0, serverErrors: 0 }));
      counts.all += sum;
      if (status >= 500) counts.serverErrors += sum;
      else if (status >= 400) counts.clientErrors += sum;
    });
    yield;
  }
  return new Map([...requests].toSorted(([a], [b]) => a - b));
}

function* readEndpoints(source: Source, span: Span): Steps<Endpoint[]> {
  const byEndpoint = yield* seriesOf(source, REQUESTS, ['endpoint']);
  const failing = (yield* seriesOf(source, REQUESTS, ['endpoint', 'status'])).filter(
    ({ labels }) => Number(labels['status']) >= 500,
  );
  const latencies = new Map(
    (yield* seriesOf(source, DURATION, ['endpoint'])).map(({ id, labels }) => [labels['endpoint'] ?? '', id]),
  );
  const totals = yield* readSumTotals(
    source,
    byEndpoint.map(({ id }) => id),
    span,
  );
  const busiest = byEndpoint
    .map(({ id, labels }) => ({ endpoint: labels['endpoint'] ?? '', requests: totals.get(id)?.sum ?? 0 }))
    .filter(({ requests }) => requests > 0)
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MAX_ENDPOINTS);

  const endpoints: Endpoint[] = [];
  for (const { endpoint, requests } of busiest) {
    const failures = failing.filter(({ labels }) => (labels['endpoint'] ?? '') === endpoint).map(({ id }) => id);
    const failed = yield* readSumTotals(source, failures, span);
    const latency = latencies.get(endpoint);
    endpoints.push({
      endpoint,
      requests,
      failed: [...failed.values()].reduce((sum, each) => sum + each.sum, 0),
      latency: latency === undefined ? createBucket(true) : yield* readMerged(source, latency, span),
    });
  }
  return endpoints;
}

/** All metrics with points in the span, those with the most points first. */
function* readMetricTotals(source: Source, span: Span): Steps<MetricTotal[]> {
  const sums = statement<[], SeriesTotal & { name: string; type: number }>(
    source.db,
    `SELECT series.id, name, type, points, total, last_value AS last, last_time AS lastTime
     FROM metrics JOIN series ON metric = metrics.id WHERE group_keys = '' ORDER BY name, type`,
  ).all();
  for (const stored of sums) addRecentTotal(source, stored);
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
