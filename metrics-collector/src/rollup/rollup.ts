import { setImmediate as nextTurn } from 'node:timers/promises';
import { HISTOGRAM } from '../metric-type.ts';
import { TIERS } from '../store/buckets.ts';
import type { RollupStore, Unrolled } from '../store/rollup-store.ts';
import type { SeriesStore } from '../store/series.ts';
import { addPoint, createBucket, mergeBucket, type Bucket } from './bucket.ts';

/** Points and distinct minutes in one transaction: some twenty milliseconds. */
const MAX_POINTS = 20_000;
const MAX_MINUTES = 300;

const MINUTES_PER_HOUR = TIERS.hour.ms / TIERS.minute.ms;

/** Buckets of each series, by their numbers. */
type SeriesBuckets = Map<number, Map<number, Bucket>>;

/**
 * Takes points from their chunks into minutes and hours, exactly once: the watermark moves in the same transaction. It may
 * run at any time and as often as one likes, and what comes late goes into its own bucket.
 */
export function createRollup({ series, store }: { series: SeriesStore; store: RollupStore }) {
  let running: Promise<void> | null = null;

  /** Minutes of the next points, and the place behind the last of them. */
  function toMinutes(unrolled: readonly Unrolled[]) {
    const minutes: SeriesBuckets = new Map();
    let distinct = 0;
    let place = { chunk: 0, points: 0 };
    for (const { chunk, points, from } of unrolled) {
      for (let index = from; index < points.series.length; index += 1) {
        if (distinct >= MAX_MINUTES) return { minutes, place };
        const id = points.series[index] ?? 0;
        const time = points.times[index] ?? 0;
        const isHistogram = series.find(id)?.type === HISTOGRAM;
        const buckets = entryOf(minutes, id, () => new Map<number, Bucket>());
        const bucket = entryOf(buckets, Math.floor(time / TIERS.minute.ms), () => {
          distinct += 1;
          return createBucket(isHistogram);
        });
        addPoint(bucket, points.values[index] ?? 0, time);
        place = { chunk, points: index + 1 };
      }
    }
    return { minutes, place };
  }

  /** The sums over label sets that these minutes are part of. */
  function toGroups(minutes: SeriesBuckets): SeriesBuckets {
    const groups: SeriesBuckets = new Map();
    for (const [id, buckets] of minutes) {
      for (const group of series.find(id)?.groups ?? []) mergeInto(groups, group, buckets, (minute) => minute);
    }
    return groups;
  }

  /** True while there is more to take in. */
  function step(): boolean {
    const next = store.next(MAX_POINTS);
    if (next.length === 0) return false;
    const { minutes, place } = toMinutes(next);
    const all = new Map([...minutes, ...toGroups(minutes)]);
    const hours: SeriesBuckets = new Map();
    for (const [id, buckets] of all) {
      mergeInto(hours, id, buckets, (minute) => Math.floor(minute / MINUTES_PER_HOUR));
    }
    store.commit({ minutes: all, hours, ...place });
    return true;
  }

  async function run(): Promise<void> {
    while (step()) await nextTurn();
  }

  return {
    /** True when every stored point is in its buckets. */
    isCaughtUp: (): boolean => store.next(1).length === 0,
    /** Takes in everything that was stored before the call; others have their turn between its steps. */
    catchUp: async (): Promise<void> => {
      // A run that has begun may have seen less.
      await running;
      running ??= run().finally(() => {
        running = null;
      });
      await running;
    },
  };
}

function mergeInto(
  target: SeriesBuckets,
  series: number,
  buckets: ReadonlyMap<number, Bucket>,
  numberOf: (number: number) => number,
): void {
  const ofSeries = entryOf(target, series, () => new Map<number, Bucket>());
  for (const [number, bucket] of buckets) {
    mergeBucket(
      entryOf(ofSeries, numberOf(number), () => createBucket(bucket.sketch !== null)),
      bucket,
    );
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
