import type { Database } from '@monlight/shared/sqlite';
import { statement } from './statement.ts';
import { METRIC_TYPES, type MetricType } from '../../metric-type.ts';
import { createBucket, type Bucket } from '../../rollup/bucket.ts';
import { TIERS } from '../buckets.ts';
import { DURATION, REQUESTS } from '../groupings.ts';
import { rangeOf, readBuckets, readMerged, readSums, readSumTotals, type Span } from './buckets.ts';
import { findMetric, readSeries } from './metrics.ts';

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
  /** By start in ms; read as they are asked for. */
  latency: Iterable<[start: number, Bucket]>;
  endpoints: Endpoint[];
  metrics: MetricTotal[];
  points: number;
  distinct: number;
}

/** The overview: what the two metrics of HTTP servers tell, and how much there is of all others. */
export function readDashboard(db: Database, span: Span): Dashboard {
  const latencies = seriesOf(db, DURATION, []).map(({ id }) => id);
  const metrics = readMetricTotals(db, span);
  return {
    requests: readRequests(db, span),
    latency: readBuckets(db, latencies, span),
    endpoints: readEndpoints(db, span),
    metrics: metrics.slice(0, MAX_METRICS),
    points: metrics.reduce((sum, { count }) => sum + count, 0),
    distinct: metrics.length,
  };
}

function seriesOf(db: Database, name: string, keys: readonly string[]) {
  const metric = findMetric(db, name);
  return metric ? readSeries(db, metric.id, keys) : [];
}

function readRequests(db: Database, span: Span): Dashboard['requests'] {
  const requests: Dashboard['requests'] = new Map();
  for (const { id, labels } of seriesOf(db, REQUESTS, ['status'])) {
    const status = Number(labels['status']);
    for (const [start, sum] of readSums(db, id, span)) {
      let counts = requests.get(start);
      if (!counts) requests.set(start, (counts = { all: 0, clientErrors: 0, serverErrors: 0 }));
      counts.all += sum;
      if (status >= 500) counts.serverErrors += sum;
      else if (status >= 400) counts.clientErrors += sum;
    }
  }
  return new Map([...requests].toSorted(([a], [b]) => a - b));
}

function readEndpoints(db: Database, span: Span): Endpoint[] {
  const byEndpoint = seriesOf(db, REQUESTS, ['endpoint']);
  const byStatus = seriesOf(db, REQUESTS, ['endpoint', 'status']);
  const latencies = new Map(seriesOf(db, DURATION, ['endpoint']).map(({ id, labels }) => [labels['endpoint'], id]));
  const totals = readSumTotals(
    db,
    byEndpoint.map(({ id }) => id),
    span,
  );
  const busiest = byEndpoint
    .map(({ id, labels }) => ({ endpoint: labels['endpoint'] ?? '', requests: totals.get(id)?.sum ?? 0 }))
    .filter(({ requests }) => requests > 0)
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MAX_ENDPOINTS);

  return busiest.map(({ endpoint, requests }) => {
    const failing = byStatus.filter(
      ({ labels }) => (labels['endpoint'] ?? '') === endpoint && Number(labels['status']) >= 500,
    );
    const failed = readSumTotals(
      db,
      failing.map(({ id }) => id),
      span,
    );
    const latency = latencies.get(endpoint === '' ? undefined : endpoint) ?? latencies.get(endpoint);
    return {
      endpoint,
      requests,
      failed: [...failed.values()].reduce((sum, each) => sum + each.sum, 0),
      latency: latency === undefined ? createBucket(true) : readMerged(db, latency, span),
    };
  });
}

/** All metrics with points in the span, those with the most points first. */
function readMetricTotals(db: Database, span: Span): MetricTotal[] {
  const [first, last] = rangeOf(span);
  const rows = statement<[number, number], { name: string; type: number; count: number; sum: number; last: number }>(
    db,
    `SELECT name, type, sum(count) AS count, sum(sum) AS sum, last_value AS last
       FROM series
       JOIN metrics ON metrics.id = metric
       CROSS JOIN ${TIERS[span.tier].table} AS buckets ON buckets.series = series.id AND bucket BETWEEN ? AND ?
       WHERE group_keys = '' GROUP BY series.id ORDER BY count DESC, name`,
  ).all(first, last);
  return rows.map(({ name, type, count, sum, last: lastValue }) => {
    const named = METRIC_TYPES[type] ?? 'gauge';
    return { name, type: named, count, total: named === 'gauge' ? lastValue : sum };
  });
}
