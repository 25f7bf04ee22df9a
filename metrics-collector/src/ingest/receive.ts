import { setImmediate as nextTurn } from 'node:timers/promises';
import { MINUTE_MS, type Clock } from '@monlight/shared/time';
import type { ChunkStore } from '../store/chunks.ts';
import type { SeriesStore } from '../store/series.ts';
import type { Point } from './read-points.ts';

/** How far a client's clock may be ahead. */
const AHEAD_MS = 5 * MINUTE_MS;
const SLICE = 1000;

/** Points that were left out, by the reason. */
export interface Dropped {
  late: number;
  early: number;
  series_limit: number;
}

export interface ReceiveOptions {
  series: SeriesStore;
  chunks: ChunkStore;
  /** How old a point may be, ms. */
  maxAgeMs: number;
  maxSeries: number;
  now: Clock;
}

/** Takes checked points: finds their series, leaves out what cannot be kept, and stores the rest. */
export function createReceiver({ series, chunks, maxAgeMs, maxSeries, now }: ReceiveOptions) {
  const total: Dropped = { late: 0, early: 0, series_limit: 0 };

  let receiving = 0;

  async function receive(points: readonly Point[]): Promise<Dropped> {
    const dropped: Dropped = { late: 0, early: 0, series_limit: 0 };
    const kept = { times: [] as number[], series: [] as number[], values: [] as number[] };
    const at = now();
    for (const [index, point] of points.entries()) {
      if (index > 0 && index % SLICE === 0) await nextTurn();
      if (point.time < at - maxAgeMs) dropped.late += 1;
      else if (point.time > at + AHEAD_MS) dropped.early += 1;
      else {
        const found = series.of(point);
        if (!found) dropped.series_limit += 1;
        else {
          kept.times.push(point.time);
          kept.series.push(found.id);
          kept.values.push(point.value);
        }
      }
    }
    if (kept.times.length > 0) await chunks.append(kept);
    total.late += dropped.late;
    total.early += dropped.early;
    total.series_limit += dropped.series_limit;
    return dropped;
  }

  return {
    /** Resolves once the points are committed. */
    receive: async (points: readonly Point[]): Promise<Dropped> => {
      receiving += 1;
      try {
        return await receive(points);
      } finally {
        receiving -= 1;
      }
    },
    /** True while no request is between finding its series and storing its points. */
    isIdle: (): boolean => receiving === 0,
    /** What was left out since the start. */
    dropped: (): Dropped => total,
    /** What was left out, in words; null for nothing. */
    describe: ({ late, early, series_limit: overLimit }: Dropped): string | null => {
      const reasons = [
        late > 0 ? `${late} older than RETENTION_RAW` : '',
        early > 0 ? `${early} more than 5 minutes ahead` : '',
        overLimit > 0 ? `${overLimit} of new series over MAX_SERIES=${maxSeries}` : '',
      ].filter((reason) => reason !== '');
      return reasons.length === 0 ? null : `Left out: ${reasons.join(', ')}`;
    },
  };
}

export type Receiver = ReturnType<typeof createReceiver>;
