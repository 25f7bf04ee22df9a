import type { Steps } from '@monlight/shared/steps';

/** What was worked out, of what: points are only ever added to buckets, so what holds as many as before is the same. */
export interface Mark {
  /** Which buckets. */
  of: string;
  buckets: number;
  count: number;
  sum: number;
}

/** Each is some KiB. */
const MAX_KEPT = 150;

/** Remembers what was worked out of buckets for as long as those are as they were, and the newest of each name. */
export function createKept() {
  const kept = new Map<string, { mark: Mark; value: unknown }>();

  function find(name: string, { of, buckets, count, sum }: Mark): { value: unknown } | undefined {
    const found = kept.get(name);
    if (found === undefined) return undefined;
    const { mark } = found;
    if (mark.of !== of || mark.buckets !== buckets || mark.count !== count || mark.sum !== sum) return undefined;
    return found;
  }

  return {
    /**
     * What `make` made the last time, or makes now.
     *
     * @param name always used for the same type
     */
    *get<T>(name: string, mark: Mark, make: () => Steps<T>): Steps<T> {
      const value = (find(name, mark)?.value as T | undefined) ?? (yield* make());
      // In the order of their last use.
      kept.delete(name);
      kept.set(name, { mark, value });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}

export type Kept = ReturnType<typeof createKept>;
