import { statement } from '@monlight/shared/statement';
import { TIERS } from '../buckets.ts';
import type { MergeSpan } from './merged.ts';
import { partsOf, rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

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

/** Of each series. */
type Totals = Map<number, Total>;

/** Count and sum over a span. */
interface Total {
  count: number;
  sum: number;
}

/** Count and sum of each series in a span. */
export function* readTotals(source: Source, series: readonly number[], span: Span): Steps<Totals> {
  return yield* addUp(source, series, [rangeOf(span)]);
}

/** Count and sum of each of some sums over label sets in a span. */
export function* readSumTotals(source: Source, series: readonly number[], span: Span): Steps<Totals> {
  return yield* addUp(source, series, partsOf(span));
}

/** So many series' totals are remembered together. */
const MAX_KEPT = 1000;

/** The same of sums of one metric; what is stored of them is remembered. */
export function* readMetricTotals(source: Source, series: readonly number[], span: MergeSpan): Steps<Totals> {
  const { finished, whole, tail } = span;
  if (series.length > MAX_KEPT) return yield* addUp(source, series, whole.ranges);
  // Ids are never given again: as many from the same first to the same last one are the same.
  const name = `${series.length} ${series[0]} ${series.at(-1)}`;
  const stored = yield* source.kept.get(`stored totals ${name}`, whole.mark, function* addStoredUp() {
    const before = yield* source.kept.get(`totals ${name}`, finished.mark, () =>
      addUpStored(source, series, finished.ranges),
    );
    const totals = yield* addUpStored(source, series, tail);
    for (const [id, { count, sum }] of before) add(totals, id, count, sum);
    return totals;
  });
  return addUpRecent(source, stored, whole.ranges);
}

function* addUp(source: Source, series: readonly number[], ranges: readonly Range[]): Steps<Totals> {
  return addUpRecent(source, yield* addUpStored(source, series, ranges), ranges);
}

function* addUpStored(source: Source, series: readonly number[], ranges: readonly Range[]): Steps<Totals> {
  const totals: Totals = new Map(series.map((id) => [id, { count: 0, sum: 0 }]));
  for (let from = 0; from < series.length; from += STEP) {
    const some = series.slice(from, from + STEP);
    for (const range of ranges) addStored(source, some, range, totals);
    yield;
  }
  return totals;
}

/** Totals together with what is recent; the given ones stay as they are. */
function addUpRecent(source: Source, stored: Totals, ranges: readonly Range[]): Totals {
  const totals = new Map(stored);
  for (const [id, { count, sum }] of stored) {
    // Mostly there is nothing.
    if (!source.recent.has(id)) continue;
    totals.set(id, { count, sum });
    for (const range of ranges) eachRecent(source, id, range, (_, recent) => add(totals, id, recent.count, recent.sum));
  }
  return totals;
}

function addStored({ db }: Source, series: readonly number[], range: Range, totals: Totals): void {
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

function add(totals: Totals, series: number, count: number, sum: number): void {
  const total = totals.get(series) as Total;
  total.count += count;
  total.sum += sum;
}
