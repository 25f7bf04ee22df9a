/** What is known of a segment: how many entries fulfil a condition, and, where they are few, which. */
export interface Found {
  count: number;
  /** Ascending; null where they are many, or nobody has looked. */
  ids: readonly number[] | null;
}

/** What was found before, by all that it depends on. */
export interface CountCache {
  get: (key: string, find: () => Found) => Found;
}

/** Keeps some thousand, at most a few MiB; the oldest go first. */
const MAX_FOUND = 1000;

/** A cache for what is found in partitions into which nothing new comes. */
export function createCountCache(): CountCache {
  const kept = new Map<string, Found>();
  return {
    get: (key, find) => {
      const known = kept.get(key);
      if (known) return known;
      const found = find();
      const [oldest] = kept.keys();
      if (kept.size >= MAX_FOUND && oldest !== undefined) kept.delete(oldest);
      kept.set(key, found);
      return found;
    },
  };
}
