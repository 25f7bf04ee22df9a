/**
 * A quantile sketch: a histogram whose buckets grow by a constant factor, so that every quantile is known to within a
 * constant relative error, and sketches merge by adding counts, exactly as if all values had gone into one.
 *
 * Source: base-2 exponential histograms as in OpenTelemetry's metrics data model and Prometheus' native histograms; the
 * bucket with index i holds the values in (2^(i/64), 2^((i+1)/64)], its answer is the geometric middle.
 */
export interface Sketch {
  /** Counts of positive values by bucket. */
  positive: Map<number, number>;
  /** Counts of negative values by their absolute values' buckets. */
  negative: Map<number, number>;
  zeros: number;
}

/** Buckets to each power of two: 64 keep the relative error at 2^(1/128) − 1 = 0.54 %. */
const PER_DOUBLING = 64;
/** The largest relative error of a quantile. */
export const RELATIVE_ERROR = 2 ** (1 / (2 * PER_DOUBLING)) - 1;

/** A sketch without a value. */
export function createSketch(): Sketch {
  return { positive: new Map(), negative: new Map(), zeros: 0 };
}

/** Counts a finite value. */
export function addValue(sketch: Sketch, value: number): void {
  if (value === 0) sketch.zeros += 1;
  else if (value > 0) addTo(sketch.positive, indexOf(value), 1);
  else addTo(sketch.negative, indexOf(-value), 1);
}

/** Adds all that `other` has counted. */
export function mergeSketch(sketch: Sketch, other: Sketch): void {
  sketch.zeros += other.zeros;
  for (const [index, count] of other.positive) addTo(sketch.positive, index, count);
  for (const [index, count] of other.negative) addTo(sketch.negative, index, count);
}

/**
 * The values at some quantiles, each that of rank `ceil(q · n)` to within `RELATIVE_ERROR`; null for a sketch without values.
 *
 * @param quantiles ascending, in (0, 1]
 */
export function quantilesOf(sketch: Sketch, quantiles: readonly number[]): number[] | null {
  const ascending = [
    ...sorted(sketch.negative)
      .toReversed()
      .map(([index, count]) => [-middleOf(index), count] as const),
    [0, sketch.zeros] as const,
    ...sorted(sketch.positive).map(([index, count]) => [middleOf(index), count] as const),
  ];
  const total = ascending.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const values: number[] = [];
  let seen = 0;
  for (const [value, count] of ascending) {
    seen += count;
    while (values.length < quantiles.length && seen >= Math.ceil((quantiles[values.length] ?? 1) * total)) {
      values.push(value);
    }
  }
  return values;
}

function indexOf(value: number): number {
  return Math.ceil(Math.log2(value) * PER_DOUBLING) - 1;
}

function middleOf(index: number): number {
  return 2 ** ((index + 0.5) / PER_DOUBLING);
}

function addTo(counts: Map<number, number>, index: number, count: number): void {
  counts.set(index, (counts.get(index) ?? 0) + count);
}

function sorted(counts: Map<number, number>): [index: number, count: number][] {
  return [...counts].toSorted(([a], [b]) => a - b);
}
