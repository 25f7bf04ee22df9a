/** What is known of a segment: how many entries fulfil a condition, and which are the newest. */
export interface Found {
  count: number;
  /** The newest of them, or all, ascending; null where nobody has looked. */
  ids: readonly number[] | null;
}

/** The same of a segment's beginning. */
export interface Known extends Found {
  /** The last entry that was looked at. */
  to: number;
}

/** What was found before, by all that it depends on. */
export interface CountCache {
  get: (key: string) => Known | undefined;
  set: (key: string, known: Known) => void;
}

/** Keeps some thousand, at most a few MiB; the oldest go first. */
const MAX_KNOWN = 1000;

/** A cache for what is found in partitions, as far as nothing changes in them without a new version. */
export function createCountCache(): CountCache {
  const kept = new Map<string, Known>();
  return {
    get: (key) => kept.get(key),
    set: (key, known) => {
      const [oldest] = kept.keys();
      if (kept.size >= MAX_KNOWN && oldest !== undefined) kept.delete(oldest);
      kept.delete(key);
      kept.set(key, known);
    },
  };
}
