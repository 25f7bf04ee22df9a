import type { Database } from '@monlight/shared/sqlite';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { DURATION, REQUESTS } from '../groupings.ts';
import { readBuckets, readMerged, readSums, readSumTotals, type Span } from './buckets.ts';
import { findMetric, readSeries, type LabelledSeries } from './metrics.ts';
import { statement } from '@monlight/shared/statement';
import type { Steps } from './steps.ts';

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
  db: Database,
  span: Span,
  takeLatency: (start: number, bucket: Bucket) => void,
): Steps<Dashboard> {
  const latencies = (yield* seriesOf(db, DURATION, [])).map(({ id }) => id);
  yield* readBuckets(db, latencies, span, takeLatency);
  const latency = createBucket(true);
  for (const id of latencies) mergeBucket(latency, yield* readMerged(db, id, span));
  const metrics = yield* readMetricTotals(db, span);
  return {
    requests: yield* readRequests(db, span),
    latency,
    endpoints: yield* readEndpoints(db, span),
    metrics: metrics.slice(0, MAX_METRICS),
    points: metrics.reduce((sum, { count }) => sum + count, 0),
    distinct: metrics.length,
  };
}

function* seriesOf(db: Database, name: string, keys: readonly string[]): Steps<LabelledSeries[]> {
  const metric = findMetric(db, name);
  return metric ? yield* readSeries(db, metric.id, keys) : [];
}

function* readRequests(db: Database, span: Span): Steps<Dashboard['requests']> {
  const requests: Dashboard['requests'] = new Map();
  for (const { id, labels } of yield* seriesOf(db, REQUESTS, ['status'])) {
    const status = Number(labels['status']);
    for (const [start, sum] of readSums(db, id, span)) {
      let counts = requests.get(start);
      if (!counts) requests.set(start, (counts = { all: 0, clientErrors: 0, serverErrors: 0 }));
      counts.all += sum;
      if (status >= 500) counts.serverErrors += sum;
      else if (status >= 400) counts.clientErrors += sum;
    }
    yield;
  }
  return new Map([...requests].toSorted(([a], [b]) => a - b));
}

function* readEndpoints(db: Database, span: Span): Steps<Endpoint[]> {
  const byEndpoint = yield* seriesOf(db, REQUESTS, ['endpoint']);
  const failing = (yield* seriesOf(db, REQUESTS, ['endpoint', 'status'])).filter(
    ({ labels }) => Number(labels['status']) >= 500,
  );
  const latencies = new Map(
    (yield* seriesOf(db, DURATION, ['endpoint'])).map(({ id, labels }) => [labels['endpoint'] ?? '', id]),
  );
  const totals = yield* readSumTotals(
    db,
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
    const failed = yield* readSumTotals(db, failures, span);
    const latency = latencies.get(endpoint);
    endpoints.push({
      endpoint,
      requests,
      failed: [...failed.values()].reduce((sum, each) => sum + each.sum, 0),
      latency: latency === undefined ? createBucket(true) : yield* readMerged(db, latency, span),
    });
  }
  return endpoints;
}

/** All metrics with points in the span, those with the most points first. */
function* readMetricTotals(db: Database, span: Span): Steps<MetricTotal[]> {
  const sums = statement<[], { id: number; name: string; type: number; last: number }>(
    db,
    `SELECT series.id, name, type, last_value AS last FROM series JOIN metrics ON metrics.id = metric
     WHERE group_keys = '' ORDER BY name, type`,
  ).all();
  const totals = yield* readSumTotals(
    db,
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
