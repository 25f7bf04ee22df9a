import type { Point } from './point.ts';

/** Points that wait, the oldest first; never more than a fixed number. */
export interface PointBuffer {
  /** Adds a point; returns how many were dropped for it: the oldest one, or none. */
  add: (point: Point) => number;
  /** Adds to a counter of the same second, where there is one, in place of a point of its own. */
  count: (point: Point) => number;
  /** The oldest. */
  peek: () => Point | undefined;
  /** Takes the oldest away. */
  take: () => Point | undefined;
  size: () => number;
}

/** A ring: adding and taking cost the same however full it is. */
export function createPointBuffer(capacity: number): PointBuffer {
  let ring: (Point | undefined)[] = [];
  let oldest = 0;
  let size = 0;
  /** This second's counters that are still in the ring, by name and labels. */
  const counters = new Map<string, Point>();
  let second = 0;

  function take(): Point | undefined {
    if (size === 0) return undefined;
    const point = ring[oldest];
    ring[oldest] = undefined;
    oldest = (oldest + 1) % capacity;
    size--;
    if (point?.type === 'counter' && counters.size > 0) forget(point);
    return point;
  }

  /** What has left can be added to no more. */
  function forget(point: Point): void {
    const key = keyOf(point);
    if (counters.get(key) === point) counters.delete(key);
  }

  function add(point: Point): number {
    const dropped = size === capacity ? 1 : 0;
    if (dropped > 0) take();
    ring[(oldest + size) % capacity] = point;
    size++;
    return dropped;
  }

  return {
    add,
    count: (point) => {
      const now = Math.floor(point.time / 1000);
      if (now !== second) {
        second = now;
        counters.clear();
      }
      const key = keyOf(point);
      const same = counters.get(key);
      if (same) {
        same.value += point.value;
        return 0;
      }
      const dropped = add(point);
      counters.set(key, point);
      return dropped;
    },
    peek: () => ring[oldest],
    take: () => {
      const point = take();
      // A flood leaves a large array behind.
      if (size === 0) {
        ring = [];
        oldest = 0;
      }
      return point;
    },
    size: () => size,
  };
}

function keyOf({ name, labels }: Point): string {
  let key = name;
  for (const label in labels) key += `\0${label}\0${labels[label]}`;
  return key;
}
