import { statement } from '@monlight/shared/statement';
import { TIERS } from '../buckets.ts';
import { partsOf, rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/** Series that are added up in one step. */
const STEP = 20;

/** Hands over the sums of a series' buckets in a range, by their start in ms; what is recent comes as sums of its own. */
export function readSums(
  source: Source,
  series: number,
  range: Range,
  take: (start: number, sum: number) => void,
): void {
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
  for (let from = 0; from < series.length; from += STEP) {
    const some = series.slice(from, from + STEP);
    for (const id of some) totals.set(id, { count: 0, sum: 0 });
    for (const range of ranges) {
      addStored(source, some, range, totals);
      for (const id of some) eachRecent(source, id, range, (_, { count, sum }) => add(totals, id, count, sum));
    }
    yield;
  }
  return totals;
}

function addStored({ db }: Source, series: readonly number[], range: Range, totals: Map<number, Total>): void {
  const { tier, first, last } = range;
  const rows = statement<[string, number, number], [series: number, count: number, sum: number]>(
    db,
    `SELECT series, sum(count), sum(sum) FROM ${TIERS[tier].table}
     WHERE series IN (SELECT value FROM json_each(?)) AND bucket BETWEEN ? AND ? GROUP BY series`,
  )
    .raw()
    .all(`[${series.join()}]`, first, last);
  for (const [id, count, sum] of rows) add(totals, id, count, sum);
}

function add(totals: Map<number, Total>, series: number, count: number, sum: number): void {
  const total = totals.get(series) as Total;
  total.count += count;
  total.sum += sum;
}
