import { statement } from '@monlight/shared/statement';
import { TIERS } from '../buckets.ts';
import { partsOf, rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/** Hands over the sums of a series' buckets in a span, by their start in ms. */
export function readSums(source: Source, series: number, span: Span, take: (start: number, sum: number) => void): void {
  const range = rangeOf(span);
  const { table, ms } = TIERS[range.tier];
  const rows = statement<[number, number, number], [number, number]>(
    source.db,
    `SELECT bucket, sum FROM ${table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
  )
    .raw()
    .all(series, range.first, range.last);
  for (const [bucket, sum] of rows) take(bucket * ms, sum);
  eachRecent(source, series, range, (bucket, { sum }) => take(bucket * ms, sum));
}

/** Count and sum over a span. */
interface Total {
  count: number;
  sum: number;
}

/** Count and sum of each series in a span. */
export function* readTotals(source: Source, series: readonly number[], span: Span): Steps<Map<number, Total>> {
  return yield* addUp(source, series, [rangeOf(span)]);
}

/** Count and sum of each of some sums over label sets in a span. */
export function* readSumTotals(source: Source, series: readonly number[], span: Span): Steps<Map<number, Total>> {
  return yield* addUp(source, series, partsOf(span));
}

function* addUp(source: Source, series: readonly number[], ranges: readonly Range[]): Steps<Map<number, Total>> {
  const totals = new Map<number, Total>();
  for (const id of series) {
    const total = { count: 0, sum: 0 };
    for (const range of ranges) {
      const { tier, first, last } = range;
      const read = statement<[number, number, number], [count: number | null, sum: number | null]>(
        source.db,
        `SELECT sum(count), sum(sum) FROM ${TIERS[tier].table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
      ).raw();
      const [count, sum] = read.get(id, first, last) ?? [];
      total.count += count ?? 0;
      total.sum += sum ?? 0;
      eachRecent(source, id, range, (_, bucket) => {
        total.count += bucket.count;
        total.sum += bucket.sum;
      });
    }
    totals.set(id, total);
    yield;
  }
  return totals;
}
