import { durably } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS } from '@monlight/shared/time';
import { encodePoints } from './point-bytes.ts';
import { appendPoints, createPoints, type Points } from './points.ts';

/** Points in one row at most: what is decoded at once. */
const MAX_CHUNK = 5000;
/** Points that most turns of the event loop bring at most. */
const USUAL_TURN = 1024;

/**
 * Appends points as they come: all requests of one turn of the event loop share rows and a commit, and each is answered
 * after it.
 */
export function createChunkStore(db: Database, now: () => number) {
  const insert = db.prepare<[number, Buffer]>('INSERT INTO chunks (time, points) VALUES (?, ?)');
  const countReceived = db.prepare<[number, number]>(
    'INSERT INTO received (hour, points) VALUES (?, ?) ON CONFLICT (hour) DO UPDATE SET points = points + excluded.points',
  );
  const received = new Map(db.prepare<[], [number, number]>('SELECT hour, points FROM received').raw().all());
  /** What this turn has brought, and the promise of its commit. */
  let waiting = createPoints(USUAL_TURN);
  let turn: PromiseWithResolvers<void> | null = null;
  let pending = 0;
  let stored = 0;

  const insertAll = db.transaction((points: Points, time: number) => {
    for (let from = 0; from < points.count; from += MAX_CHUNK) {
      insert.run(time, encodePoints(points, from, Math.min(from + MAX_CHUNK, points.count)));
    }
    countReceived.run(Math.floor(time / HOUR_MS), points.count);
  });

  function commit(): void {
    if (turn === null) return;
    const { resolve, reject } = turn;
    const { count } = waiting;
    turn = null;
    try {
      const time = now();
      const hour = Math.floor(time / HOUR_MS);
      durably(db, () => insertAll.immediate(waiting, time));
      received.set(hour, (received.get(hour) ?? 0) + count);
      pending += count;
      stored += count;
      resolve();
    } catch (error) {
      reject(error);
    } finally {
      waiting.count = 0;
      if (waiting.times.length > USUAL_TURN) waiting = createPoints(USUAL_TURN);
    }
  }

  return {
    /**
     * Stores points, which are copied at once; resolves when they are committed.
     *
     * Rejects with the SqliteError that kept them from being stored.
     */
    append: (points: Points): Promise<void> => {
      if (turn === null) {
        turn = Promise.withResolvers();
        setImmediate(commit);
      }
      appendPoints(waiting, points);
      return turn.promise;
    },
    /** Commits what is waiting, now. */
    flush: commit,
    /** Points received in the last 24 hours, by whole hours. */
    receivedInDay: (): number => {
      const first = Math.floor((now() - DAY_MS) / HOUR_MS);
      for (const hour of received.keys()) if (hour <= first) received.delete(hour);
      return [...received.values()].reduce((sum, points) => sum + points, 0);
    },
    /** Points stored since the start. */
    stored: (): number => stored,
    /** Points stored since `takePending` was called last. */
    pending: (): number => pending,
    takePending: (): void => {
      pending = 0;
    },
  };
}

export type ChunkStore = ReturnType<typeof createChunkStore>;
