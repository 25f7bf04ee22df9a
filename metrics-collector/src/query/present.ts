import { SECOND_MS, toIso } from '@monlight/shared/time';
import type { Bucket } from '../rollup/bucket.ts';
import type { Percentiles } from '../rollup/percentiles.ts';
import type { Dashboard, Endpoint, RequestCounts } from '../store/read/dashboard.ts';

/** A row of `GET /api/metrics`. */
export function presentBucket(start: number, { count, sum, min, max, last }: Bucket, percentiles: Percentiles) {
  return { bucket: toIso(start), count, sum, min, max, avg: sum / count, last, ...percentiles };
}

const toMs = (seconds: number | null): number | null => seconds && seconds * SECOND_MS;

function averageMs({ sum, count }: Bucket): number | null {
  return count === 0 ? null : (sum / count) * SECOND_MS;
}

/** Buckets of the overview's latencies, as elements of a JSON list. */
export function writeLatencies(buckets: readonly (readonly [start: number, percentiles: Percentiles])[]): Buffer {
  return toElements(
    buckets.map(([start, { p50, p95, p99 }]) => ({
      bucket: toIso(start),
      p50: toMs(p50),
      p95: toMs(p95),
      p99: toMs(p99),
    })),
  );
}

/** What the overview tells of requests in some buckets: two lists as elements in JSON, and sums. */
export interface WrittenRequests {
  rates: Buffer;
  errors: Buffer;
  all: number;
  failed: number;
}

/** Buckets of the overview's requests. */
export function writeRequests(buckets: readonly (readonly [start: number, counts: RequestCounts])[]): WrittenRequests {
  return {
    rates: toElements(buckets.map(([start, { all }]) => ({ bucket: toIso(start), count: all }))),
    errors: toElements(
      buckets.map(([start, { all, clientErrors, serverErrors }]) => ({
        bucket: toIso(start),
        rate: shareOf(serverErrors, all),
        rate_4xx: shareOf(clientErrors, all),
        rate_5xx: shareOf(serverErrors, all),
      })),
    ),
    all: buckets.reduce((sum, [, { all }]) => sum + all, 0),
    failed: buckets.reduce((sum, [, { serverErrors }]) => sum + serverErrors, 0),
  };
}

/** The elements of a JSON list, without its brackets: as bytes, which are put together without being copied first. */
export function toElements(rows: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify(rows).slice(1, -1));
}

/** The overview's figures for the whole span. */
export function presentSummary({ requests, latency, points, distinct }: Dashboard<WrittenRequests, Buffer>) {
  const total = requests.reduce((sum, { all }) => sum + all, 0);
  const failures = requests.reduce((sum, { failed }) => sum + failed, 0);
  return {
    total_requests: total,
    error_rate: shareOf(failures, total),
    avg_latency_ms: averageMs(latency.figures) ?? 0,
    p95_latency_ms: toMs(latency.percentiles.p95) ?? 0,
    total_datapoints: points,
    distinct_metrics: distinct,
  };
}

/** A row of the overview's endpoints. */
export function presentEndpoint({ endpoint, requests, failed, latency }: Endpoint) {
  return {
    endpoint,
    requests,
    avg_ms: averageMs(latency.figures),
    p95_ms: toMs(latency.percentiles.p95),
    error_rate: shareOf(failed, requests),
  };
}

function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
