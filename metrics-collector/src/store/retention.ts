import { setImmediate as nextTurn } from 'node:timers/promises';
import { requireIntact } from '@monlight/shared/database-guard';
import { forAMoment } from '@monlight/shared/moment';
import type { Database } from '@monlight/shared/sqlite';
import type { Clock } from '@monlight/shared/time';
import { TIERS, type Tier } from './buckets.ts';
import { latestAt } from './rollup-store.ts';

export interface RetentionOptions {
  rawMs: number;
  minuteMs: number;
  hourlyMs: number;
  now: Clock;
}

/** Chunks, or series, that are looked for at once. */
const BATCH = 100;
/** How long one transaction may keep others from their turn, ms. */
const STEP_MS = 1.5;
/** Free pages that are given back to the file system in one step. */
const VACUUM_PAGES = 256;

/** Forgets what is older than it is kept for, in small batches. */
export function createRetention(db: Database, { rawMs, minuteMs, hourlyMs, now }: RetentionOptions) {
  /** Of those that are in buckets: as they came, so the first that is not old ends them. */
  const firstChunks = db.prepare<[number], { id: number; time: number }>(
    `SELECT id, time FROM chunks WHERE id < (SELECT min(chunk, received_chunk + 1) FROM watermark) ORDER BY id LIMIT ?`,
  );
  const dropChunk = db.prepare<[number]>('DELETE FROM chunks WHERE id = ?');
  const dropChunks = db.transaction((ids: readonly number[]) => forAMoment(ids, STEP_MS, (id) => dropChunk.run(id)));
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

  function findOldChunks(): number[] {
    const first = firstChunks.all(BATCH);
    const [before, latest] = [now() - rawMs, latestAt(now())];
    const kept = first.findIndex(({ time }) => time >= before && time <= latest);
    return first.slice(0, kept === -1 ? undefined : kept).map(({ id }) => id);
  }

  async function sweepChunks(signal: AbortSignal): Promise<void> {
    for (let ids = findOldChunks(); ids.length > 0; ids = findOldChunks()) {
      while (ids.length > 0) {
        if (signal.aborted) return;
        ids = ids.slice(dropChunks.immediate(ids));
        await nextTurn();
      }
    }
  }

  async function sweepTier(tier: Exclude<Tier, 'day'>, keepMs: number, signal: AbortSignal): Promise<void> {
    const before = Math.floor((now() - keepMs) / TIERS[tier].ms);
    if (before <= swept[tier]) return;
    const drop = db.transaction((ids: readonly number[]) =>
      forAMoment(ids, STEP_MS, (id) => {
        dropBuckets[tier].run(id, before);
        if (tier === 'hour') dropDays.run(id);
      }),
    );
    let last = 0;
    for (let ids = seriesIds.all(last, BATCH); ids.length > 0; ids = seriesIds.all(last, BATCH)) {
      if (signal.aborted) return;
      last = ids[drop.immediate(ids) - 1] as number;
      await nextTurn();
    }
    swept[tier] = before;
  }

  return {
    /** Forgets points that are in buckets, and buckets. */
    sweep: async (signal: AbortSignal): Promise<void> => {
      requireIntact(db);
      await sweepChunks(signal);
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
