import { SECOND_MS, toIso } from '@monlight/shared/time';
import type { Bucket } from '../rollup/bucket.ts';
import { quantilesOf } from '../rollup/sketch.ts';
import type { Dashboard } from '../store/read/dashboard.ts';

interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

const NO_PERCENTILES: Percentiles = { p50: null, p95: null, p99: null };

/** Null unless the bucket is of a histogram. The sketch's answers are kept within what was really there. */
function percentilesOf({ sketch, min, max }: Bucket): Percentiles {
  const values = sketch && quantilesOf(sketch, [0.5, 0.95, 0.99]);
  if (!values) return NO_PERCENTILES;
  const [p50 = null, p95 = null, p99 = null] = values.map((value) => Math.min(Math.max(value, min), max));
  return { p50, p95, p99 };
}

/** A row of `GET /api/metrics`. */
export function presentBucket(start: number, bucket: Bucket) {
  const { count, sum, min, max, last } = bucket;
  return { bucket: toIso(start), count, sum, min, max, avg: sum / count, last, ...percentilesOf(bucket) };
}

const toMs = (seconds: number | null): number | null => seconds && seconds * SECOND_MS;

/** The percentiles of a bucket of latencies, in ms. */
function latencyOf(bucket: Bucket) {
  const { p50, p95, p99 } = percentilesOf(bucket);
  return { p50: toMs(p50), p95: toMs(p95), p99: toMs(p99) };
}

function averageMs({ sum, count }: Bucket): number | null {
  return count === 0 ? null : (sum / count) * SECOND_MS;
}

/** A row of the overview's latencies. */
export function presentLatency(start: number, bucket: Bucket) {
  return { bucket: toIso(start), ...latencyOf(bucket) };
}

/** `GET /api/dashboard`. */
export function presentDashboard(
  { requests, latency: overall, endpoints, metrics, points, distinct }: Dashboard,
  latency: readonly ReturnType<typeof presentLatency>[],
) {
  const counts = [...requests].map(([start, count]) => ({ bucket: toIso(start), ...count }));
  const total = counts.reduce((sum, { all }) => sum + all, 0);
  const failed = counts.reduce((sum, { serverErrors }) => sum + serverErrors, 0);
  return {
    summary: {
      total_requests: total,
      error_rate: shareOf(failed, total),
      avg_latency_ms: averageMs(overall) ?? 0,
      p95_latency_ms: latencyOf(overall).p95 ?? 0,
      total_datapoints: points,
      distinct_metrics: distinct,
    },
    request_rate: counts.map(({ bucket, all }) => ({ bucket, count: all })),
    latency,
    error_rate: counts.map(({ bucket, all, clientErrors, serverErrors }) => ({
      bucket,
      rate: shareOf(serverErrors, all),
      rate_4xx: shareOf(clientErrors, all),
      rate_5xx: shareOf(serverErrors, all),
    })),
    top_endpoints: endpoints.map(({ endpoint, requests: count, failed: failures, latency: own }) => ({
      endpoint,
      requests: count,
      avg_ms: averageMs(own),
      p95_ms: latencyOf(own).p95,
      error_rate: shareOf(failures, count),
    })),
    top_metrics: metrics,
  };
}

function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
