import { durably } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import { HOUR_MS, type Clock } from '@monlight/shared/time';
import type { Bucket } from '../rollup/bucket.ts';
import { createBucketStore, type BucketStore } from './buckets.ts';
import { decodePoints } from './point-bytes.ts';
import type { Points } from './points.ts';

/** Points that are in no bucket yet. */
export interface Unrolled {
  chunk: number;
  points: Points;
  /** The first of them that is in no bucket. */
  from: number;
}

/** Buckets of series, by their numbers since 1970. */
type SeriesBuckets = ReadonlyMap<number, ReadonlyMap<number, Bucket>>;

/** A place between points. */
export interface Place {
  chunk: number;
  /** Points of the chunk that are before it. */
  points: number;
}

/** Buckets, and the place up to which they hold all points. */
export interface RollupStep extends Place {
  minutes: SeriesBuckets;
  hours: SeriesBuckets;
  /** Of sums over label sets. */
  days: SeriesBuckets;
}

/** Further ahead than a point may be: then the clock was set back, and what is newest now counts as newest. */
const AHEAD_MS = HOUR_MS;

/** Points behind the watermark, and buckets together with it. */
export function createRollupStore(db: Database, now: Clock) {
  const minutes = createBucketStore(db, 'minute');
  const hours = createBucketStore(db, 'hour');
  const days = createBucketStore(db, 'day');
  const watermark = db.prepare<[], Place>('SELECT chunk, points FROM watermark');
  const nextChunk = db.prepare<[number], { id: number; points: Buffer }>(
    'SELECT id, points FROM chunks WHERE id >= ? ORDER BY id',
  );
  const moveWatermark = db.prepare<[number, number]>('UPDATE watermark SET chunk = ?, points = ?');
  const sumUp = db.prepare<number[]>(
    `UPDATE series SET
       points = points + ?, total = total + ?,
       last_value = CASE WHEN ? >= last_time OR last_time > ? THEN ? ELSE last_value END,
       last_time = CASE WHEN last_time > ? THEN ? ELSE max(last_time, ?) END
     WHERE id = ?`,
  );

  const commit = db.transaction((step: RollupStep) => {
    const latest = now() + AHEAD_MS;
    for (const [series, buckets] of step.minutes) {
      for (const [number, bucket] of buckets) {
        minutes.merge(series, number, bucket);
        const { count, sum, last, lastTime } = bucket;
        sumUp.run(count, sum, lastTime, latest, last, latest, lastTime, lastTime, series);
      }
    }
    mergeAll(hours, step.hours);
    mergeAll(days, step.days);
    moveWatermark.run(step.chunk, step.points);
  });

  return {
    /** Up to where points are in buckets. */
    watermark: (): Place => watermark.get() ?? { chunk: 0, points: 0 },
    /** What comes behind a place: chunks until they hold `count` points; none at the end. */
    next: ({ chunk, points }: Place, count: number): Unrolled[] => {
      const unrolled: Unrolled[] = [];
      let found = 0;
      for (const row of nextChunk.iterate(chunk)) {
        const decoded = decodePoints(row.points);
        const from = row.id === chunk ? points : 0;
        if (from < decoded.count) unrolled.push({ chunk: row.id, points: decoded, from });
        found += decoded.count - from;
        if (found >= count) break;
      }
      return unrolled;
    },
    /** Adds to buckets, and moves the watermark, in one transaction. */
    commit: (step: RollupStep): void => durably(db, () => commit.immediate(step)),
  };
}

export type RollupStore = ReturnType<typeof createRollupStore>;

function mergeAll(store: BucketStore, added: SeriesBuckets): void {
  for (const [series, buckets] of added) {
    for (const [number, bucket] of buckets) store.merge(series, number, bucket);
  }
}
