import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidInput } from '@monlight/shared/errors';
import { MINUTE_MS, type Clock } from '@monlight/shared/time';
import type { ChunkStore } from '../store/chunks.ts';
import { addPoint, createPoints, type Points } from '../store/points.ts';
import type { SeriesStore } from '../store/series.ts';
import { MAX_POINTS, MAX_VALUE_BYTES, walkPoints } from './body-points.ts';
import { endOfValue, parseBetween } from './json-bytes.ts';
import { createPlainPoint, createPlainReader, type PlainPoint } from './plain-point.ts';
import { readPoint, type Point } from './read-point.ts';
import { createWrittenSeries } from './written-series.ts';

/** How far a client's clock may be ahead. */
const AHEAD_MS = 5 * MINUTE_MS;
/** Points that are read, and series that are looked for, before the event loop has its turn: some milliseconds. */
const SLICE = 500;
/** Batches that are read side by side hardly ever are more; each takes 200 KB. */
const MAX_ROOMS = 4;

/** Points that were left out, by the reason. */
export interface Dropped {
  late: number;
  early: number;
  series_limit: number;
}

/** What became of a batch. */
interface Received {
  /** Points that were kept. */
  count: number;
  dropped: Dropped;
}

/** A point of a text that was not seen before. */
interface UnknownPoint extends Point {
  /** Where it stands in its body; null when it is written in an unusual way. */
  plain: PlainPoint | null;
}

interface Batch {
  at: number;
  known: Points;
  /** Their series are looked for, and made, once the whole batch is known to be right. */
  unknown: UnknownPoint[];
  dropped: Dropped;
}

export interface ReceiveOptions {
  series: SeriesStore;
  chunks: ChunkStore;
  /** How old a point may be, ms. */
  maxAgeMs: number;
  maxSeries: number;
  now: Clock;
}

/** Takes bodies of points: reads them, finds their series, leaves out what cannot be kept, and stores the rest. */
export function createReceiver({ series, chunks, maxAgeMs, maxSeries, now }: ReceiveOptions) {
  const total: Dropped = { late: 0, early: 0, series_limit: 0 };
  const written = createWrittenSeries();
  const readPlain = createPlainReader();
  const plain = createPlainPoint();
  /** Used by one batch after the other: their memory is not to be had anew each time. */
  const rooms: Points[] = [];
  let receiving = 0;

  function isInTime(time: number, { at, dropped }: Batch): boolean {
    if (time < at - maxAgeMs) dropped.late += 1;
    else if (time > at + AHEAD_MS) dropped.early += 1;
    else return true;
    return false;
  }

  /** Reads the point that begins at `from`; the place behind it. */
  function take(bytes: Buffer, from: number, index: number, batch: Batch): number {
    const isPlain = readPlain(bytes, from, batch.at, plain);
    if (isPlain) {
      const id = written.find(bytes, plain);
      if (id !== 0) {
        if (isInTime(plain.time, batch)) addPoint(batch.known, plain.time, id, plain.value);
        return plain.end;
      }
    }
    const end = isPlain ? plain.end : endOfValue(bytes, from);
    if (end - from > MAX_VALUE_BYTES) {
      throw new InvalidInput(`metrics[${index}] must be at most ${MAX_VALUE_BYTES} bytes long`);
    }
    const point = readPoint(parseBetween(bytes, from, end), index, batch.at);
    if (isInTime(point.time, batch)) batch.unknown.push({ ...point, plain: isPlain ? { ...plain } : null });
    return end;
  }

  /** Finds or makes the series of points, and puts the points to the others. */
  function settle(bytes: Buffer, points: readonly UnknownPoint[], { known, dropped }: Batch): void {
    const ids = series.ensure(points);
    for (const [index, { time, value, plain: text }] of points.entries()) {
      const id = ids[index] ?? 0;
      if (id === 0) dropped.series_limit += 1;
      else {
        addPoint(known, time, id, value);
        if (text && written.find(bytes, text) === 0) written.remember(bytes, text, id);
      }
    }
  }

  return {
    /**
     * Takes the points of a body; resolves once they are committed.
     *
     * Rejects with InvalidJson or InvalidInput that names what is wrong, or with the SqliteError that kept them from being
     * stored.
     */
    // One function, without another promise than that of the commit: each is something for the garbage collector to carry.
    receive: async (bytes: Buffer): Promise<Received> => {
      const dropped = { late: 0, early: 0, series_limit: 0 };
      const known = rooms.pop() ?? createPoints(MAX_POINTS);
      const batch: Batch = { at: now(), known, unknown: [], dropped };
      let count = 0;
      let committed: Promise<void> | undefined;
      receiving += 1;
      try {
        try {
          const walk = walkPoints(bytes, SLICE, (from, index) => take(bytes, from, index, batch));
          while (walk.next().done !== true) await nextTurn();
          const { unknown } = batch;
          for (let first = 0; first < unknown.length; first += SLICE) {
            if (first > 0) await nextTurn();
            settle(bytes, unknown.slice(first, first + SLICE), batch);
          }
          count = known.count;
          if (count > 0) committed = chunks.append(known);
        } finally {
          // Before the commit: all requests that wait for one would need a room each.
          known.count = 0;
          if (rooms.length < MAX_ROOMS) rooms.push(known);
        }
        await committed;
        total.late += dropped.late;
        total.early += dropped.early;
        total.series_limit += dropped.series_limit;
        return { count, dropped };
      } finally {
        receiving -= 1;
      }
    },
    /** True while no request is between finding its series and storing its points. */
    isIdle: (): boolean => receiving === 0,
    /** To be called when series were deleted. */
    forgetSeries: written.forget,
    /** What was left out since the start. */
    dropped: (): Dropped => total,
    /** What was left out, in words. */
    describe: ({ late, early, series_limit: overLimit }: Dropped): string => {
      const reasons = [
        late > 0 ? `${late} older than RETENTION_RAW` : '',
        early > 0 ? `${early} more than 5 minutes ahead` : '',
        overLimit > 0 ? `${overLimit} of new series over MAX_SERIES=${maxSeries}` : '',
      ].filter((reason) => reason !== '');
      return `Left out: ${reasons.join(', ')}`;
    },
  };
}

export type Receiver = ReturnType<typeof createReceiver>;
