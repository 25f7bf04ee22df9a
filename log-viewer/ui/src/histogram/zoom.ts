import { filterByRange } from '../view-state.ts';
import { bars } from './histogram-state.ts';

/** Shows what lies between two moments, in milliseconds, out to the edges of their buckets. */
export function zoomTo(from: number, to: number): void {
  const { buckets = [], intervalMs: interval = 0 } = bars.peek() ?? {};
  const [first] = buckets;
  if (!first) return;
  const origin = Date.parse(first.bucket);
  const edge = (ms: number, round: (value: number) => number): number =>
    origin + round((ms - origin) / interval) * interval;
  filterByRange({ kind: 'custom', since: edge(from, Math.floor), until: edge(to, Math.ceil) });
}
