import type { Database } from '@monlight/shared/sqlite';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { BUCKET_COLUMNS, TIERS, toBucket, type BucketRow, type Tier } from '../buckets.ts';

/** A span of time, and how finely it is looked at. */
export interface Span {
  /** ms, included. */
  since: number;
  /** ms; a bucket that begins then is not part of it. */
  until: number;
  tier: Tier;
}

/** Numbers of the first and last bucket that a span touches. */
export function rangeOf({ since, until, tier }: Span): [first: number, last: number] {
  const { ms } = TIERS[tier];
  const first = Math.floor(since / ms);
  return [first, Math.max(first, Math.ceil(until / ms) - 1)];
}

/** The buckets of one or several series in a span, merged, by their start in ms, ascending. */
export function readBuckets(db: Database, series: readonly number[], span: Span): Map<number, Bucket> {
  const { table, ms } = TIERS[span.tier];
  const [first, last] = rangeOf(span);
  const read = db.prepare<[number, number, number], BucketRow & { bucket: number }>(
    `SELECT bucket, ${BUCKET_COLUMNS} FROM ${table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
  );
  const merged = new Map<number, Bucket>();
  for (const id of series) {
    for (const { bucket: number, ...row } of read.all(id, first, last)) {
      const found = merged.get(number * ms);
      if (found) mergeBucket(found, toBucket(row));
      else merged.set(number * ms, toBucket(row));
    }
  }
  return new Map([...merged].toSorted(([a], [b]) => a - b));
}

/** Several buckets as one. */
export function mergeAll(buckets: Iterable<Bucket>): Bucket {
  const all = createBucket(false);
  for (const bucket of buckets) mergeBucket(all, bucket);
  return all;
}

/** Count and sum of each series in a span. */
export function readTotals(
  db: Database,
  series: readonly number[],
  span: Span,
): Map<number, { count: number; sum: number }> {
  const [first, last] = rangeOf(span);
  const read = db.prepare<[number, number, number], { count: number | null; sum: number | null }>(
    `SELECT sum(count) AS count, sum(sum) AS sum FROM ${TIERS[span.tier].table}
     WHERE series = ? AND bucket BETWEEN ? AND ?`,
  );
  return new Map(
    series.map((id) => {
      const { count, sum } = read.get(id, first, last) ?? {};
      return [id, { count: count ?? 0, sum: sum ?? 0 }];
    }),
  );
}
