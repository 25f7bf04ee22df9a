import { setImmediate } from 'node:timers/promises';
import { requireIntact } from '@monlight/shared/database-guard';
import { forAMoment } from '@monlight/shared/moment';
import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS, type Clock } from '@monlight/shared/time';
import { TREND_DAYS } from './trends.ts';

/** Groups that are looked for at once. */
const BATCH = 100;
/** How long one transaction may keep others from their turn, ms; one of the largest reports takes up to ten. */
const STEP_MS = 8;
/** Free pages given back to the disk after each batch. */
const VACUUM_PAGES = 500;

export interface Retention {
  /** Deletes what is past its time, batch by batch; stops early when `signal` aborts. @returns groups deleted */
  sweep(signal: AbortSignal): Promise<number>;
}

/** Forgets resolved groups some days after they were resolved, and hours that no trend shows any more. */
export function createRetention(db: Database, { days, now }: { days: number; now: Clock }): Retention {
  const outdated = db
    .prepare<[number], number>(`SELECT id FROM groups WHERE resolved_at < ? ORDER BY resolved_at LIMIT ${BATCH}`)
    .pluck();
  const remove = db.prepare<[number]>('DELETE FROM groups WHERE id = ?');
  const removeSome = db.transaction((before: number) =>
    forAMoment(outdated.all(before), STEP_MS, (id) => remove.run(id)),
  );
  const nextGroups = db
    .prepare<[number], number | null>(
      `SELECT max(id) FROM (SELECT id FROM groups WHERE id > ? ORDER BY id LIMIT ${BATCH})`,
    )
    .pluck();
  const removeHours = db.prepare<[number, number, number]>(
    'DELETE FROM group_hours WHERE group_id > ? AND group_id <= ? AND hour < ?',
  );

  async function sweepGroups(signal: AbortSignal): Promise<number> {
    let removed = 0;
    while (!signal.aborted) {
      const some = removeSome.immediate(now() - days * DAY_MS);
      if (some === 0) break;
      removed += some;
      db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
      await setImmediate();
    }
    return removed;
  }

  async function sweepHours(signal: AbortSignal): Promise<void> {
    const oldest = Math.floor(now() / HOUR_MS) - TREND_DAYS * 24;
    for (let from = 0, to = nextGroups.get(0); to != null && !signal.aborted; from = to, to = nextGroups.get(from)) {
      removeHours.run(from, to, oldest);
      await setImmediate();
    }
  }

  return {
    sweep: async (signal) => {
      requireIntact(db);
      const removed = await sweepGroups(signal);
      await sweepHours(signal);
      return removed;
    },
  };
}
