import type { Database } from '@monlight/shared/sqlite';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { BUCKET_COLUMNS, TIERS, toBucket, type BucketRow, type Tier } from '../buckets.ts';
import { statement } from '@monlight/shared/statement';
import type { Steps } from './steps.ts';

/** A span of time, and how finely it is looked at. */
export interface Span {
  /** ms, included. */
  since: number;
  /** ms; a bucket that begins then is not part of it. */
  until: number;
  tier: Exclude<Tier, 'day'>;
}

/** Buckets of which the sketches are held together. */
const WINDOW = 100;

/** Numbers of the first and last bucket that a span touches. */
function rangeOf({ since, until, tier }: Span): [first: number, last: number] {
  const { ms } = TIERS[tier];
  const first = Math.floor(since / ms);
  return [first, Math.max(first, Math.ceil(until / ms) - 1)];
}

/** Buckets of one width, from one number to another. */
interface Range {
  tier: Tier;
  first: number;
  last: number;
}

/** A span of hours by its whole days and the hours before and behind them. */
function partsOf(span: Span): Range[] {
  const { tier } = span;
  const [first, last] = rangeOf(span);
  const perDay = TIERS.day.ms / TIERS.hour.ms;
  const firstDay = Math.ceil(first / perDay);
  const lastDay = Math.floor((last + 1) / perDay) - 1;
  if (tier !== 'hour' || lastDay < firstDay) return [{ tier, first, last }];
  return [
    { tier, first, last: firstDay * perDay - 1 },
    { tier: 'day', first: firstDay, last: lastDay },
    { tier, first: (lastDay + 1) * perDay, last },
  ];
}

function readRange(db: Database, series: number, { tier, first, last }: Range): BucketRow[] {
  return statement<[number, number, number], BucketRow>(
    db,
    `SELECT ${BUCKET_COLUMNS} FROM ${TIERS[tier].table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
  )
    .raw()
    .all(series, first, last);
}

/**
 * Hands over the buckets of one or several series in a span, merged, by their start in ms, ascending: all sketches of a long span
 * together would take too much memory.
 */
export function* readBuckets(
  db: Database,
  series: readonly number[],
  span: Span,
  take: (start: number, bucket: Bucket) => void,
): Steps<void> {
  const { tier } = span;
  const [first, last] = rangeOf(span);
  for (let from = first; from <= last; from += WINDOW) {
    const window = { tier, first: from, last: Math.min(from + WINDOW - 1, last) };
    const merged: (Bucket | undefined)[] = [];
    for (const id of series) {
      for (const row of readRange(db, id, window)) {
        const at = row[0] - from;
        const found = merged[at];
        if (found) mergeBucket(found, toBucket(row));
        else merged[at] = toBucket(row);
      }
      yield;
    }
    for (const [at, bucket] of merged.entries()) if (bucket) take((from + at) * TIERS[tier].ms, bucket);
  }
}

/** The sums of a series' buckets in a span, by their start in ms, ascending. */
export function readSums(db: Database, series: number, span: Span): [start: number, sum: number][] {
  const { table, ms } = TIERS[span.tier];
  const read = statement<[number, number, number], [number, number]>(
    db,
    `SELECT bucket, sum FROM ${table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
  ).raw();
  return read.all(series, ...rangeOf(span)).map(([bucket, sum]) => [bucket * ms, sum]);
}

/** All buckets of a sum over label sets in a span as one. */
export function* readMerged(db: Database, series: number, span: Span): Steps<Bucket> {
  const merged = createBucket(false);
  for (const part of partsOf(span)) {
    for (const bucket of readRange(db, series, part)) mergeBucket(merged, toBucket(bucket));
    yield;
  }
  return merged;
}

/** Count and sum over a span. */
interface Total {
  count: number;
  sum: number;
}

/** Count and sum of each series in a span. */
export function* readTotals(db: Database, series: readonly number[], span: Span): Steps<Map<number, Total>> {
  const [first, last] = rangeOf(span);
  return yield* addUp(db, series, [{ tier: span.tier, first, last }]);
}

/** Count and sum of each of some sums over label sets in a span. */
export function* readSumTotals(db: Database, series: readonly number[], span: Span): Steps<Map<number, Total>> {
  return yield* addUp(db, series, partsOf(span));
}

function* addUp(db: Database, series: readonly number[], ranges: readonly Range[]): Steps<Map<number, Total>> {
  const totals = new Map<number, Total>();
  for (const id of series) {
    const total = { count: 0, sum: 0 };
    for (const { tier, first, last } of ranges) {
      const read = statement<[number, number, number], [count: number | null, sum: number | null]>(
        db,
        `SELECT sum(count), sum(sum) FROM ${TIERS[tier].table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
      ).raw();
      const [count, sum] = read.get(id, first, last) ?? [];
      total.count += count ?? 0;
      total.sum += sum ?? 0;
    }
    totals.set(id, total);
    yield;
  }
  return totals;
}
