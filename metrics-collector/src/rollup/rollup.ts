import { setImmediate as nextTurn } from 'node:timers/promises';
import { HISTOGRAM } from '../metric-type.ts';
import { TIERS } from '../store/buckets.ts';
import type { Place, RollupStore, Unrolled } from '../store/rollup-store.ts';
import type { SeriesStore } from '../store/series.ts';
import { addPoint, createBucket, mergeBucket, type Bucket } from './bucket.ts';

/** Points that are read in one turn of the event loop, and minutes of series in one transaction: some milliseconds each. */
const MAX_POINTS = 20_000;
const MAX_MINUTES = 300;

/** Buckets of each series, by their numbers. */
type SeriesBuckets = Map<number, Map<number, Bucket>>;

/** What will be committed together. */
interface Step {
  minutes: SeriesBuckets;
  /** How many they are. */
  distinct: number;
  /** Behind the last point that is in them. */
  place: Place;
}

/**
 * Takes points from their chunks into minutes and hours, exactly once: the watermark moves in the same transaction. It may
 * run at any time and as often as one likes, and what comes late goes into its own bucket.
 */
export function createRollup({ series, store }: { series: SeriesStore; store: RollupStore }) {
  let running: Promise<void> | null = null;

  /** Takes points in, until there are no more or too many minutes; the place behind the last of them. */
  function takeIn(step: Step, { chunk, points, from }: Unrolled): void {
    let index = from;
    for (; index < points.count && step.distinct < MAX_MINUTES; index += 1) {
      const id = points.series[index] as number;
      const time = points.times[index] as number;
      const buckets = entryOf(step.minutes, id, createBuckets);
      const minute = Math.floor(time / TIERS.minute.ms);
      let bucket = buckets.get(minute);
      if (bucket === undefined) {
        buckets.set(minute, (bucket = createBucket(series.find(id)?.type === HISTOGRAM)));
        step.distinct += 1;
      }
      addPoint(bucket, points.values[index] as number, time);
    }
    step.place = { chunk, points: index };
  }

  /** The sums over label sets that these minutes are part of. */
  function toGroups(minutes: SeriesBuckets): SeriesBuckets {
    const groups: SeriesBuckets = new Map();
    for (const [id, buckets] of minutes) {
      for (const group of series.find(id)?.groups ?? []) mergeInto(groups, group, buckets, (minute) => minute);
    }
    return groups;
  }

  function commit({ minutes, place }: Step): void {
    const groups = toGroups(minutes);
    const all = new Map([...minutes, ...groups]);
    const hours = widen(all, TIERS.hour.ms / TIERS.minute.ms);
    const days = widen(groups, TIERS.day.ms / TIERS.minute.ms);
    store.commit({ minutes: all, hours, days, ...place });
  }

  /** Buckets are written once for many points: what is read over several turns is committed together. */
  async function run(): Promise<void> {
    let step: Step = { minutes: new Map(), distinct: 0, place: store.watermark() };
    for (let next = store.next(step.place, MAX_POINTS); next.length > 0; next = store.next(step.place, MAX_POINTS)) {
      for (const unrolled of next) if (step.distinct < MAX_MINUTES) takeIn(step, unrolled);
      if (step.distinct >= MAX_MINUTES) {
        commit(step);
        step = { minutes: new Map(), distinct: 0, place: step.place };
      }
      await nextTurn();
    }
    if (step.distinct > 0) commit(step);
  }

  return {
    /** True when every stored point is in its buckets. */
    isCaughtUp: (): boolean => store.next(store.watermark(), 1).length === 0,
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

/** Minutes as buckets that are so many minutes wide. */
function widen(minutes: SeriesBuckets, width: number): SeriesBuckets {
  const wide: SeriesBuckets = new Map();
  for (const [id, buckets] of minutes) mergeInto(wide, id, buckets, (minute) => Math.floor(minute / width));
  return wide;
}

function mergeInto(
  target: SeriesBuckets,
  series: number,
  buckets: ReadonlyMap<number, Bucket>,
  numberOf: (number: number) => number,
): void {
  const ofSeries = entryOf(target, series, createBuckets);
  for (const [number, bucket] of buckets) {
    mergeBucket(
      entryOf(ofSeries, numberOf(number), () => createBucket(bucket.sketch !== null)),
      bucket,
    );
  }
}

const createBuckets = () => new Map<number, Bucket>();

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
