import { SECOND_MS, toIso } from '@monlight/shared/time';
import type { Bucket } from '../rollup/bucket.ts';
import { percentilesOf, type Percentiles } from '../rollup/percentiles.ts';
import type { Dashboard } from '../store/read/dashboard.ts';

/** A row of `GET /api/metrics`. */
export function presentBucket(start: number, { count, sum, min, max, last }: Bucket, percentiles: Percentiles) {
  return { bucket: toIso(start), count, sum, min, max, avg: sum / count, last, ...percentiles };
}

const toMs = (seconds: number | null): number | null => seconds && seconds * SECOND_MS;

function averageMs({ sum, count }: Bucket): number | null {
  return count === 0 ? null : (sum / count) * SECOND_MS;
}

/** A row of the overview's latencies. */
export function presentLatency(start: number, { p50, p95, p99 }: Percentiles) {
  return { bucket: toIso(start), p50: toMs(p50), p95: toMs(p95), p99: toMs(p99) };
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
      p95_latency_ms: toMs(percentilesOf(overall).p95) ?? 0,
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
      p95_ms: toMs(percentilesOf(own).p95),
      error_rate: shareOf(failures, count),
    })),
    top_metrics: metrics,
  };
}

function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
