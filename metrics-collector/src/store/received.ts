import { durably } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS } from '@monlight/shared/time';
import { countPoints } from './point-bytes.ts';

/** Longer than what says how many points a chunk has. */
const HEAD_BYTES = 16;

/**
 * Counts points by the hour in which they came. What is stored of that is brought up to date now and then: with each commit it
 * would be one more page to write, and what it lacks is in chunks that are still there.
 */
export function createReceivedCounts(db: Database) {
  const saveHour = db.prepare<[number, number]>('INSERT OR REPLACE INTO received (hour, points) VALUES (?, ?)');
  const saveMark = db.prepare<[number]>('UPDATE watermark SET received_chunk = ?');
  const hours = new Map(db.prepare<[], [number, number]>('SELECT hour, points FROM received').raw().all());
  const changed = new Set<number>();

  function add(time: number, points: number): void {
    const hour = Math.floor(time / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + points);
    changed.add(hour);
  }

  const uncounted = db
    .prepare<[], [time: number, head: Buffer]>(
      `SELECT time, substr(points, 1, ${HEAD_BYTES}) FROM chunks WHERE id > (SELECT received_chunk FROM watermark)`,
    )
    .raw();
  for (const [time, head] of uncounted.iterate()) add(time, countPoints(head));

  const save = db.transaction((lastChunk: number) => {
    for (const hour of changed) saveHour.run(hour, hours.get(hour) ?? 0);
    saveMark.run(lastChunk);
  });

  return {
    /** Counts points of a chunk that was committed at `time`, ms. */
    add,
    /** Stores the counts, which are of all chunks up to this one. */
    save: (lastChunk: number): void => {
      if (changed.size === 0) return;
      durably(db, () => save.immediate(lastChunk));
      changed.clear();
    },
    /** Points of the 24 hours before `now`, ms, by whole hours. */
    inDay: (now: number): number => {
      const first = Math.floor((now - DAY_MS) / HOUR_MS);
      for (const hour of hours.keys()) if (hour <= first) hours.delete(hour);
      return [...hours.values()].reduce((sum, points) => sum + points, 0);
    },
  };
}
