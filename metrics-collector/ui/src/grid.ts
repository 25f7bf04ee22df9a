import type { ChartData } from '@monlight/shared/ui/chart-data.ts';
import type { Spanned } from './wire.ts';

const minuteMs = 60_000;
const lengths = { minute: minuteMs, hour: 60 * minuteMs };

/** Every bucket of the span that an answer is about, also those that hold nothing. */
export interface Grid extends Pick<ChartData, 'times' | 'stepMs' | 'span'> {
  /** Up to when there can be points: the newest bucket may only have begun. */
  measuredMs: number;
  /** It begins later than what was asked for, because there is nothing before. */
  isShortened: boolean;
}

/** An answer that ends within this of the present is about the present, by the server's clock. */
const presentMs = 2 * minuteMs;

/** The buckets of an answer's span, oldest first. */
export function gridOf({ since, until, resolution }: Spanned, now = Date.now()): Grid {
  const stepMs = lengths[resolution];
  const untilMs = Date.parse(until);
  const first = Math.floor(Date.parse(since) / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((untilMs - first) / stepMs));
  const times = Array.from({ length: count }, (_, index) => first + index * stepMs);
  // Buckets come whole, also one that the span ends in the middle of.
  const measuredMs = now - untilMs < presentMs ? untilMs : now;
  return { times, stepMs, span: [first, Math.max(untilMs, first + stepMs)], measuredMs, isShortened: false };
}

/** An hour of minutes, a day of hours: what a chart shows at least. */
const leastBuckets = { [lengths.minute]: 60, [lengths.hour]: 24 };

/**
 * The end of the grid that holds all rows, where that is no more than half of it: a service that began just now would
 * have its first minutes at the edge of a day.
 */
export function shortened(grid: Grid, rows: readonly { bucket: string }[]): Grid {
  const { times, stepMs, span } = grid;
  const [start, end] = span;
  const oldest = rows.reduce((least, { bucket }) => Math.min(least, Date.parse(bucket)), Infinity);
  const latest = end - (leastBuckets[stepMs] ?? times.length) * stepMs;
  const first = Math.floor(Math.min(oldest, latest) / stepMs) * stepMs;
  if (oldest === Infinity || end - first > (end - start) / 2) return grid;
  return { ...grid, times: times.filter((ms) => ms >= first), span: [first, end], isShortened: true };
}

/** One value a bucket of the grid; where there is no row, or no value in it, there is a gap. */
export function columnOf<Row extends { bucket: string }>(
  { times, stepMs }: Grid,
  rows: Row[],
  valueOf: (row: Row, ms: number) => number | null | undefined,
): (number | null)[] {
  const column = Array<number | null>(times.length).fill(null);
  const [first = 0] = times;
  for (const row of rows) {
    const ms = Date.parse(row.bucket);
    const index = Math.round((ms - first) / stepMs);
    if (index in column) column[index] = valueOf(row, ms) ?? null;
  }
  return column;
}

/** Zeros in the gaps that have values on both sides. */
export function fillInside(column: (number | null)[]): (number | null)[] {
  const last = column.findLastIndex((value) => value !== null);
  const first = column.findIndex((value) => value !== null);
  return column.map((value, index) => (value === null && index > first && index < last ? 0 : value));
}

/** Less than this says little about a rate. */
const shortestMs = 15_000;

/**
 * How much came in each `unitMs`, of what came within a bucket that starts at `ms`. The newest bucket
 * counts by what has passed of it, or every chart would end in a fall; null as long as that is too little.
 */
export function rateIn({ stepMs, measuredMs }: Grid, amount: number, ms: number, unitMs: number): number | null {
  const lengthMs = Math.min(stepMs, measuredMs - ms);
  return lengthMs < shortestMs ? null : (amount * unitMs) / lengthMs;
}
