import type { Clock } from './time.ts';

export interface Verdict {
  isAllowed: boolean;
  /** Further requests that the window has room for. */
  remaining: number;
  /** Milliseconds until the oldest counted request leaves the window. */
  resetMs: number;
}

/** The times of one key's accepted requests, oldest first, in a ring of the limit's size. */
interface Ring {
  times: Float64Array;
  start: number;
  size: number;
}

export interface SlidingWindow {
  /** Counts one request of `key`, unless `max` are in the window already. */
  hit(key: string, max: number): Verdict;
  /** What `hit` would say, without counting. */
  peek(key: string, max: number): Verdict;
}

/** Keys that are remembered together; of more, the oldest are forgotten, so that strangers cannot fill the memory. */
const MAX_KEYS = 10_000;
/** How many others a newcomer looks at: more than one, so that the idle become fewer. */
const LOOKED_AT = 2;

/**
 * An exact sliding window over the last accepted requests of each key. Refused requests do not
 * count, so a client that keeps knocking is let in as soon as there is room.
 */
export function createSlidingWindow(windowMs: number, now: Clock): SlidingWindow {
  const rings = new Map<string, Ring>();

  function expire(ring: Ring, time: number): void {
    while (ring.size > 0) {
      const oldest = ring.times[ring.start] ?? 0;
      // A time ahead of now means that the clock was set back: it must not lock anyone out.
      if (oldest > time - windowMs && oldest <= time) return;
      ring.start = (ring.start + 1) % ring.times.length;
      ring.size -= 1;
    }
  }

  function admit(key: string, max: number, time: number): Ring {
    // A newcomer pays for clearing out who has not come for a window, so the map stays small.
    for (const [other, ring] of rings.entries().take(LOOKED_AT)) {
      expire(ring, time);
      rings.delete(other);
      if (ring.size > 0 && rings.size < MAX_KEYS - 1) rings.set(other, ring);
    }
    const ring = { times: new Float64Array(max), start: 0, size: 0 };
    rings.set(key, ring);
    return ring;
  }

  function judge(key: string, max: number, isCounted: boolean): Verdict {
    const time = now();
    const known = rings.get(key);
    if (!known && !isCounted) return { isAllowed: true, remaining: max, resetMs: windowMs };
    const ring = known ?? admit(key, max, time);
    expire(ring, time);
    const isAllowed = ring.size < max;
    if (isAllowed && isCounted) {
      ring.times[(ring.start + ring.size) % max] = time;
      ring.size += 1;
    }
    const oldest = ring.size > 0 ? (ring.times[ring.start] ?? time) : time;
    return { isAllowed, remaining: max - ring.size, resetMs: oldest + windowMs - time };
  }

  return {
    hit: (key, max) => judge(key, max, true),
    peek: (key, max) => judge(key, max, false),
  };
}
