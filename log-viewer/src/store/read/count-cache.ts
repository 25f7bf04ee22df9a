/** What was counted before, by all that it depends on. */
export interface CountCache {
  get: (key: string, count: () => number) => number;
}

/** Keeps some thousand counts, a few hundred KiB; the oldest go first. */
const MAX_COUNTS = 2000;

/** A cache for counts of partitions into which nothing new comes. */
export function createCountCache(): CountCache {
  const kept = new Map<string, number>();
  return {
    get: (key, count) => {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const counted = count();
      const [oldest] = kept.keys();
      if (kept.size >= MAX_COUNTS && oldest !== undefined) kept.delete(oldest);
      kept.set(key, counted);
      return counted;
    },
  };
}
