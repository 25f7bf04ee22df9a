import type { Bucket } from './bucket.ts';
import type { SketchSum } from './sketch-sum.ts';
import { quantilesOf } from './sketch.ts';

/** Null unless they are a histogram's. */
export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Of what is no histogram. */
export const NO_PERCENTILES: Percentiles = { p50: null, p95: null, p99: null };

const QUANTILES = [0.5, 0.95, 0.99];

/** The percentiles of a bucket: its sketch's answers, kept within what was really there. */
export function percentilesOf({ sketch, min, max }: Pick<Bucket, 'sketch' | 'min' | 'max'>): Percentiles {
  return toPercentiles(sketch && quantilesOf(sketch, QUANTILES), min, max);
}

/** The same of all sketches that were added up. */
export function percentilesOfSum(sum: SketchSum, { min, max }: Pick<Bucket, 'min' | 'max'>): Percentiles {
  return toPercentiles(sum.quantiles(QUANTILES), min, max);
}

function toPercentiles(values: number[] | null, min: number, max: number): Percentiles {
  if (!values) return NO_PERCENTILES;
  const [p50 = null, p95 = null, p99 = null] = values.map((value) => Math.min(Math.max(value, min), max));
  return { p50, p95, p99 };
}
