import { durably } from '@monlight/shared/database-guard';
import { forAMoment } from '@monlight/shared/moment';
import type { Database } from '@monlight/shared/sqlite';
import { HOUR_MS, type Clock } from '@monlight/shared/time';
import { createBucket, mergeBucket, type Bucket } from '../rollup/bucket.ts';
import { widen, type Recent } from '../rollup/recent.ts';
import { createBucketStore, TIERS } from './buckets.ts';
import { decodePoints } from './point-bytes.ts';
import { createPoints, type Points } from './points.ts';

/** A place between points. */
export interface Place {
  chunk: number;
  /** Points of the chunk that are before it. */
  points: number;
}

/** Behind all points, whatever comes. */
export const END: Place = { chunk: Number.MAX_SAFE_INTEGER, points: 0 };

/** Points of a chunk, until the next is handed over. */
export interface Unrolled {
  chunk: number;
  points: Points;
  from: number;
  to: number;
}

/** Up to where stored buckets hold all points. */
export interface Watermark extends Place {
  /** When some series are further than others: up to where, and the last of those. */
  settling: { until: Place; series: number } | null;
}

/** Buckets of series, and the place up to which they hold all points once those of the last are stored. */
export interface SettleStep {
  /** Ascending. */
  ids: readonly number[];
  /** The first of them whose buckets are not stored yet. */
  from: number;
  recent: Recent;
  isSum: (series: number) => boolean;
  until: Place;
}

/** How long one transaction may keep others from their turn, ms. */
const STEP_MS = 1.5;
/** Further ahead than a point may be. */
const AHEAD_MS = HOUR_MS;

/** A stored time behind this one is of a clock that was set back: what is newest now counts as newest. */
export function latestAt(now: number): number {
  return now + AHEAD_MS;
}

const PER_HOUR = TIERS.hour.ms / TIERS.minute.ms;
const PER_DAY = TIERS.day.ms / TIERS.minute.ms;

interface WatermarkRow {
  chunk: number;
  points: number;
  untilChunk: number | null;
  untilPoints: number | null;
  settledSeries: number | null;
}

/** Points behind the watermark, and buckets together with it. */
export function createRollupStore(db: Database, now: Clock) {
  const minutes = createBucketStore(db, 'minute');
  const hours = createBucketStore(db, 'hour');
  const days = createBucketStore(db, 'day');
  const watermark = db.prepare<[], WatermarkRow>(
    `SELECT chunk, points, until_chunk AS untilChunk, until_points AS untilPoints, settled_series AS settledSeries
     FROM watermark`,
  );
  const nextChunk = db.prepare<[number, number], { id: number; points: Buffer }>(
    'SELECT id, points FROM chunks WHERE id BETWEEN ? AND ? ORDER BY id',
  );
  const moveWatermark = db.prepare<[number, number]>(
    'UPDATE watermark SET chunk = ?, points = ?, until_chunk = NULL, until_points = NULL, settled_series = NULL',
  );
  const markSettled = db.prepare<[number, number, number]>(
    'UPDATE watermark SET until_chunk = ?, until_points = ?, settled_series = ?',
  );
  const sumUp = db.prepare<number[]>(
    `UPDATE series SET
       points = points + ?, total = total + ?,
       last_value = CASE WHEN ? >= last_time OR last_time > ? THEN ? ELSE last_value END,
       last_time = CASE WHEN last_time > ? THEN ? ELSE max(last_time, ?) END
     WHERE id = ?`,
  );

  /** What chunks become, one after the other: most hold so few points that their columns would be mostly garbage. */
  const decoded = createPoints(0);

  function store(series: number, own: ReadonlyMap<number, Bucket>, isSum: boolean, latest: number): void {
    const all = createBucket(false);
    for (const [minute, bucket] of own) {
      minutes.merge(series, minute, bucket);
      mergeBucket(all, { ...bucket, sketch: null });
    }
    for (const [hour, bucket] of widen(own, PER_HOUR)) hours.merge(series, hour, bucket);
    if (isSum) for (const [day, bucket] of widen(own, PER_DAY)) days.merge(series, day, bucket);
    const { count, sum, last, lastTime } = all;
    sumUp.run(count, sum, lastTime, latest, last, latest, lastTime, lastTime, series);
  }

  const settle = db.transaction(({ ids, from, recent, isSum, until }: SettleStep) => {
    const latest = latestAt(now());
    const waiting = ids.values().drop(from);
    const at = from + forAMoment(waiting, STEP_MS, (id) => store(id, recent.get(id) ?? new Map(), isSum(id), latest));
    if (at === ids.length) moveWatermark.run(until.chunk, until.points);
    else markSettled.run(until.chunk, until.points, ids[at - 1] as number);
    return at;
  });

  return {
    watermark: (): Watermark => {
      const { chunk, points, untilChunk, untilPoints, settledSeries } = watermark.get() as WatermarkRow;
      const isWhole = untilChunk === null || untilPoints === null || settledSeries === null;
      return {
        chunk,
        points,
        settling: isWhole ? null : { until: { chunk: untilChunk, points: untilPoints }, series: settledSeries },
      };
    },
    /**
     * Hands over what comes behind a place and before another, chunk by chunk, until that were `count` points or `take` says that
     * it has enough; how many points that were.
     */
    next: ({ chunk, points }: Place, count: number, until: Place, take: (unrolled: Unrolled) => boolean): number => {
      let found = 0;
      for (const row of nextChunk.iterate(chunk, until.chunk)) {
        decodePoints(row.points, decoded);
        const from = row.id === chunk ? points : 0;
        const to = row.id === until.chunk ? until.points : decoded.count;
        if (from >= to) continue;
        found += to - from;
        if (!take({ chunk: row.id, points: decoded, from, to }) || found >= count) break;
      }
      return found;
    },
    /**
     * Adds recent buckets of series to the stored ones, as many as a moment allows, and notes how far that has come, in one
     * transaction. The first whose buckets are still to be stored.
     */
    settle: (step: SettleStep): number => durably(db, () => settle.immediate(step)),
  };
}

export type RollupStore = ReturnType<typeof createRollupStore>;
