import type { Clock } from '../src/time.ts';

/** A clock that goes as time does, until somebody sets it. */
export function createSetClock(start = Date.now()): { now: Clock; jump: (byMs: number) => void } {
  const begun = performance.now();
  let set = start;
  return {
    now: () => Math.floor(set + performance.now() - begun),
    jump: (byMs) => {
      set += byMs;
    },
  };
}

/** What happens to a server's clock. */
export const jumps = [
  { name: 'a day ahead', days: 1 },
  { name: 'a day back', days: -1 },
] as const;
