/** What a merge of many buckets was made of: points are only ever added, so what has as many is the same. */
export interface Merged {
  /** The buckets' ranges, as text. */
  of: string;
  buckets: number;
  count: number;
  sum: number;
}

/** Series of which a merge is remembered, some KiB each. */
const MAX_KEPT = 100;

/** Remembers merged sketches of finished days and hours, as bytes, the last of each series. */
export function createMergedCache() {
  const kept = new Map<number, Merged & { sketch: Buffer }>();

  return {
    find: (series: number, { of, buckets, count, sum }: Merged): Buffer | undefined => {
      const found = kept.get(series);
      if (found?.of !== of || found.buckets !== buckets || found.count !== count || found.sum !== sum) return undefined;
      // In the order of their last use.
      kept.delete(series);
      kept.set(series, found);
      return found.sketch;
    },
    keep: (series: number, merged: Merged, sketch: Buffer): void => {
      kept.delete(series);
      kept.set(series, { ...merged, sketch });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
  };
}

export type MergedCache = ReturnType<typeof createMergedCache>;
