import type { Percentiles } from '../../rollup/percentiles.ts';

/** A power of two: a day's minutes and a month's hours of some series, in half a MiB. */
const PLACES = 8192;
/** Series, tier and bucket; what the bucket held; its percentiles. */
const WIDTH = 8;

/** Which bucket, and what it holds: points are only ever added, so one that has as many is the same. */
export interface Known {
  series: number;
  /** Its width, ms. */
  ms: number;
  bucket: number;
  count: number;
  sum: number;
}

/**
 * Remembers percentiles of buckets, which mostly do not change any more: to find them anew is most of a question's work. Each
 * bucket has one place, which it loses to another; so there are never too many, and none is looked for.
 */
export function createPercentileCache() {
  const kept = new Float64Array(PLACES * WIDTH);

  /** Buckets that follow each other have places that do. */
  const placeOf = ({ series, ms, bucket }: Known): number =>
    ((Math.imul(series, 0x9e3779b1) + ms + bucket) & (PLACES - 1)) * WIDTH;

  return {
    find: (known: Known): Percentiles | undefined => {
      const at = placeOf(known);
      if (kept[at] !== known.series || kept[at + 1] !== known.ms || kept[at + 2] !== known.bucket) return undefined;
      if (kept[at + 3] !== known.count || kept[at + 4] !== known.sum) return undefined;
      return { p50: kept[at + 5] as number, p95: kept[at + 6] as number, p99: kept[at + 7] as number };
    },
    keep: (known: Known, { p50, p95, p99 }: Percentiles): void => {
      const { series, ms, bucket, count, sum } = known;
      kept.set([series, ms, bucket, count, sum, p50 ?? 0, p95 ?? 0, p99 ?? 0], placeOf(known));
    },
  };
}

export type PercentileCache = ReturnType<typeof createPercentileCache>;
