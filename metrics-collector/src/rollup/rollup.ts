import { setImmediate as nextTurn } from 'node:timers/promises';
import { isStorageFailure } from '@monlight/shared/storage-failure';
import { HISTOGRAM } from '../metric-type.ts';
import { TIERS } from '../store/buckets.ts';
import { END, type Place, type RollupStore, type Unrolled } from '../store/rollup-store.ts';
import type { SeriesStore } from '../store/series.ts';
import { addPoint, createBucket } from './bucket.ts';
import { addInto, minutesOf, moveInto, type Recent, type SeriesMinutes } from './recent.ts';

/** Points that are read in one turn of the event loop: a millisecond or so. */
const MAX_POINTS = 5000;
/** How long others wait at most while sums are added to, ms. */
const TURN_MS = 1;
/** What is kept in memory before it goes to its buckets: some MiB at most. */
const MAX_RECENT_MINUTES = 3000;
const MAX_RECENT_POINTS = 100_000;

/**
 * Takes points from their chunks into minutes and hours, exactly once. It does so in two steps: `gather` adds them up in
 * memory, which is enough for a question, and `settle` writes what was added up, which is once for many points.
 *
 * Each of the two runs alone, and no question is asked while one does: see `reader.ts`.
 */
export function createRollup({ series, store }: { series: SeriesStore; store: RollupStore }) {
  /** Minutes of label sets that were not added to `recent` yet. */
  let fresh: SeriesMinutes = new Map();
  let recent: SeriesMinutes = new Map();
  let minutes = 0;
  let points = 0;
  /** Behind the last point that is in either. */
  let place: Place = { chunk: 0, points: 0 };
  let isLoaded = false;
  /**
   * What kept the disk from taking the rest of what is half stored. Until it does, memory goes further than buckets may: what is in it
   * can be asked for, but is not stored from there.
   */
  let unfinished: Error | null = null;

  function isFull(): boolean {
    return minutes >= MAX_RECENT_MINUTES || points >= MAX_RECENT_POINTS;
  }

  function takeIn({ chunk, points: added, from, to }: Unrolled, isEnough: () => boolean): void {
    let index = from;
    for (; index < to && !isEnough(); index += 1) {
      const id = added.series[index] as number;
      const time = added.times[index] as number;
      const own = minutesOf(fresh, id);
      const minute = Math.floor(time / TIERS.minute.ms);
      let bucket = own.get(minute);
      if (bucket === undefined) {
        own.set(minute, (bucket = createBucket(series.typeOf(id) === HISTOGRAM)));
        minutes += 1;
      }
      addPoint(bucket, added.values[index] as number, time);
      points += 1;
    }
    place = { chunk, points: index };
  }

  /** Puts what is fresh to the rest, and to the sums over label sets that it is part of. */
  async function fold(): Promise<void> {
    let ends = performance.now() + TURN_MS;
    for (const [id, own] of fresh) {
      for (const group of series.groupsOf(id)) minutes += addInto(recent, group, own);
      minutes += moveInto(recent, id, own) - own.size;
      fresh.delete(id);
      if (performance.now() < ends) continue;
      await nextTurn();
      ends = performance.now() + TURN_MS;
    }
  }

  function forget(): void {
    fresh = new Map();
    recent = new Map();
    minutes = 0;
    points = 0;
    unfinished = null;
  }

  /** Takes in what comes behind `place`; false when there is more than may be in memory. */
  async function readNew(): Promise<boolean> {
    const isWhole = await read(END, isFull);
    await fold();
    return isWhole;
  }

  async function read(until: Place, isEnough: () => boolean): Promise<boolean> {
    for (;;) {
      const found = store.next(place, MAX_POINTS, until, (unrolled) => {
        takeIn(unrolled, isEnough);
        return !isEnough();
      });
      if (found === 0) return true;
      if (isEnough()) return false;
      if (found < MAX_POINTS) return true;
      await nextTurn();
    }
  }

  /** Writes everything that is in memory, a few series in each turn of the event loop. */
  async function write(): Promise<void> {
    if (unfinished) throw unfinished;
    const ids = [...recent.keys()].toSorted((a, b) => a - b);
    for (let at = 0; at < ids.length; ) {
      const next = store.settle({
        ids,
        from: at,
        recent,
        isSum: (id) => series.typeOf(id) === undefined,
        until: place,
      });
      // In the turn of their commit: whoever reads has them here or there.
      for (; at < next; at += 1) recent.delete(ids[at] as number);
      if (at < ids.length) await nextTurn();
    }
    forget();
  }

  /** Begins where the stored buckets end: at the start, and when something could not be written. */
  async function load(): Promise<void> {
    forget();
    const { settling, ...mark } = store.watermark();
    place = mark;
    if (settling) {
      // It was in memory before, so there is room for it.
      await read(settling.until, () => false);
      await fold();
      for (const id of recent.keys()) if (id <= settling.series) recent.delete(id);
      try {
        await write();
      } catch (error) {
        if (!isStorageFailure(error)) throw error;
        unfinished = error as Error;
      }
    }
    isLoaded = true;
  }

  async function gather(): Promise<void> {
    if (!isLoaded) await load();
    while (!(await readNew())) if (isFull()) await write();
  }

  /** What was not written as a whole is read anew. */
  async function orLoad(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      isLoaded = false;
      forget();
      throw error;
    }
  }

  return {
    /** What stored buckets lack. */
    recent: (): Recent => recent,
    /** True when every stored point is in stored buckets. */
    isSettled: (): boolean => isLoaded && points === 0 && store.next(place, 1, END, () => false) === 0,
    /** Adds up everything that was stored before the call; others have their turn between its steps. */
    gather: (): Promise<void> => orLoad(gather),
    /** Brings everything that was stored before the call into stored buckets. */
    settle: (): Promise<void> =>
      orLoad(async () => {
        if (unfinished) isLoaded = false;
        await gather();
        await write();
      }),
  };
}

export type Rollup = ReturnType<typeof createRollup>;
