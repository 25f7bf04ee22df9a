import { setImmediate as nextTurn } from 'node:timers/promises';
import { requireIntact } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import type { Clock } from '@monlight/shared/time';
import { TIERS, type Tier } from './buckets.ts';

export interface RetentionOptions {
  rawMs: number;
  minuteMs: number;
  hourlyMs: number;
  now: Clock;
}

/** Chunks in one transaction, a millisecond or so; and series that are looked for at once. */
const BATCH = 100;
/** How long one transaction may keep others from their turn, ms. */
const STEP_MS = 1.5;
/** Free pages that are given back to the file system in one step. */
const VACUUM_PAGES = 256;

/** Forgets what is older than it is kept for, in small batches. */
export function createRetention(db: Database, { rawMs, minuteMs, hourlyMs, now }: RetentionOptions) {
  const dropChunks = db.prepare<[number, number]>(
    `DELETE FROM chunks WHERE id IN (
       SELECT id FROM chunks WHERE id < (SELECT min(chunk, received_chunk + 1) FROM watermark) AND time < ? ORDER BY id LIMIT ?)`,
  );
  const seriesIds = db
    .prepare<[number, number], number>('SELECT id FROM series WHERE id > ? ORDER BY id LIMIT ?')
    .pluck();
  const dropBuckets = {
    minute: db.prepare<[number, number]>('DELETE FROM minutes WHERE series = ? AND bucket < ?'),
    hour: db.prepare<[number, number]>('DELETE FROM hours WHERE series = ? AND bucket < ?'),
  };
  /** A day goes with the last of its hours. */
  const dropDays = db.prepare<[number]>(
    `DELETE FROM days WHERE series = ? AND NOT EXISTS (
       SELECT 1 FROM hours WHERE hours.series = days.series AND hours.bucket BETWEEN days.bucket * 24 AND days.bucket * 24 + 23)`,
  );
  const dropReceived = db.prepare<[number]>('DELETE FROM received WHERE hour < ?');
  const dropSeries = db.prepare<[number]>(
    `DELETE FROM series WHERE last_time < ?
       AND NOT EXISTS (SELECT 1 FROM minutes WHERE series = series.id)
       AND NOT EXISTS (SELECT 1 FROM hours WHERE series = series.id)
       AND NOT EXISTS (SELECT 1 FROM days WHERE series = series.id)`,
  );
  const dropMetrics = db.prepare('DELETE FROM metrics WHERE id NOT IN (SELECT metric FROM series)');
  const dropUnused = db.transaction((before: number) => {
    const dropped = dropSeries.run(before).changes;
    if (dropped > 0) dropMetrics.run();
    return dropped;
  });
  /** Up to which bucket each tier was swept last: nothing new is too old until the next one begins. */
  const swept = { minute: 0, hour: 0 };

  async function sweepTier(tier: Exclude<Tier, 'day'>, keepMs: number, signal: AbortSignal): Promise<void> {
    const before = Math.floor((now() - keepMs) / TIERS[tier].ms);
    if (before <= swept[tier]) return;
    /** As many as a moment allows; the last of them. */
    const drop = db.transaction((ids: readonly number[]): number => {
      const ends = performance.now() + STEP_MS;
      let dropped = 0;
      for (const id of ids) {
        dropBuckets[tier].run(id, before);
        if (tier === 'hour') dropDays.run(id);
        dropped = id;
        if (performance.now() >= ends) break;
      }
      return dropped;
    });
    let last = 0;
    for (let ids = seriesIds.all(last, BATCH); ids.length > 0; ids = seriesIds.all(last, BATCH)) {
      if (signal.aborted) return;
      last = drop.immediate(ids);
      await nextTurn();
    }
    swept[tier] = before;
  }

  return {
    /** Forgets points that are in buckets, and buckets. */
    sweep: async (signal: AbortSignal): Promise<void> => {
      requireIntact(db);
      while (!signal.aborted && dropChunks.run(now() - rawMs, BATCH).changes === BATCH) await nextTurn();
      await sweepTier('minute', minuteMs, signal);
      await sweepTier('hour', hourlyMs, signal);
      dropReceived.run(Math.floor((now() - 2 * 24 * TIERS.hour.ms) / TIERS.hour.ms));
      const free = db.pragma('freelist_count', { simple: true }) as number;
      const pages = db.pragma('page_count', { simple: true }) as number;
      if (free > pages / 4) db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
    },
    /** Forgets series of which nothing is left; true when there were any. No point may be on its way to its bucket. */
    forgetSeries: (): boolean => dropUnused.immediate(now() - Math.max(rawMs, minuteMs, hourlyMs)) > 0,
  };
}
