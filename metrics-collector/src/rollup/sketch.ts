import { addCounts, addIndex, createCounts, type Counts } from './counts.ts';

/**
 * A quantile sketch: a histogram whose buckets grow by a constant factor, so that every quantile is known to within a
 * constant relative error, and sketches merge by adding counts, exactly as if all values had gone into one.
 *
 * Source: base-2 exponential histograms as in OpenTelemetry's metrics data model and Prometheus' native histograms; the
 * bucket with index i holds the values in (2^(i/64), 2^((i+1)/64)], its answer is the geometric middle.
 */
export interface Sketch {
  /** Counts of positive values by bucket. */
  positive: Counts;
  /** Counts of negative values by their absolute values' buckets. */
  negative: Counts;
  zeros: number;
}

/** Buckets to each power of two: 64 keep the relative error at 2^(1/128) − 1 = 0.54 %. */
const PER_DOUBLING = 64;
/** The largest relative error of a quantile. */
export const RELATIVE_ERROR = 2 ** (1 / (2 * PER_DOUBLING)) - 1;

/** A sketch without a value. */
export function createSketch(): Sketch {
  return { positive: createCounts(), negative: createCounts(), zeros: 0 };
}

/** Counts a finite value. */
export function addValue(sketch: Sketch, value: number): void {
  if (value === 0) sketch.zeros += 1;
  else if (value > 0) addIndex(sketch.positive, indexOf(value), 1);
  else addIndex(sketch.negative, indexOf(-value), 1);
}

/** Adds all that `other` has counted. */
export function mergeSketch(sketch: Sketch, other: Sketch): void {
  sketch.zeros += other.zeros;
  addCounts(sketch.positive, other.positive);
  addCounts(sketch.negative, other.negative);
}

/** Takes how often values of a bucket were counted; `sign` is that of the values. */
type SeeCount = (count: number, index: number, sign: -1 | 0 | 1) => void;

/**
 * The values at some quantiles, each that of rank `ceil(q · n)` to within `RELATIVE_ERROR`; null for a sketch without values.
 *
 * @param quantiles ascending, in (0, 1]
 */
export function quantilesOf(sketch: Sketch, quantiles: readonly number[]): number[] | null {
  const { negative, zeros, positive } = sketch;
  return findQuantiles(zeros + sumOf(negative.counts) + sumOf(positive.counts), quantiles, (see) => {
    for (let at = negative.indexes.length - 1; at >= 0; at -= 1) {
      see(negative.counts[at] as number, negative.indexes[at] as number, -1);
    }
    see(zeros, 0, 0);
    for (let at = 0; at < positive.indexes.length; at += 1) {
      see(positive.counts[at] as number, positive.indexes[at] as number, 1);
    }
  });
}

/** The same of counts that `eachCount` shows, those of the smallest values first; `total` is how many they are together. */
export function findQuantiles(
  total: number,
  quantiles: readonly number[],
  eachCount: (see: SeeCount) => void,
): number[] | null {
  if (total === 0) return null;
  const values: number[] = [];
  let seen = 0;
  let next = rankOf(quantiles[0], total);
  eachCount((count, index, sign) => {
    seen += count;
    // Most buckets are no answer, so none's middle is worked out before it is one.
    while (values.length < quantiles.length && seen >= next) {
      values.push(sign === 0 ? 0 : sign * middleOf(index));
      next = rankOf(quantiles[values.length], total);
    }
  });
  return values;
}

function rankOf(quantile: number | undefined, total: number): number {
  return Math.ceil((quantile ?? 1) * total);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function indexOf(value: number): number {
  return Math.ceil(Math.log2(value) * PER_DOUBLING) - 1;
}

function middleOf(index: number): number {
  return 2 ** ((index + 0.5) / PER_DOUBLING);
}
