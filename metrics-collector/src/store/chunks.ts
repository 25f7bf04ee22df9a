import { durably } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import { encodePoints } from './point-bytes.ts';
import { appendPoints, createPoints, type Points } from './points.ts';
import { createReceivedCounts } from './received.ts';

/** Points in one row at most: what is decoded at once. */
const MAX_CHUNK = 5000;
/** A turn of the event loop in which nothing but points comes is shorter, and one more is soon over. */
const SHORT_TURN_MS = 0.5;
/** Points that most commits store at most. */
const USUAL_TURN = 1024;

/**
 * Appends points as they come: all requests of a turn of the event loop or two share rows and a commit, and each is answered
 * after it.
 */
export function createChunkStore(db: Database, now: () => number) {
  const insert = db.prepare<[number, number, Buffer]>('INSERT INTO chunks (id, time, points) VALUES (?, ?, ?)');
  const received = createReceivedCounts(db);
  /** The newest may be gone already: retention forgets those that the watermark has passed. */
  let lastChunk =
    db
      .prepare<[], number>(
        'SELECT max(chunk, received_chunk, coalesce((SELECT max(id) FROM chunks), 0)) FROM watermark',
      )
      .pluck()
      .get() ?? 0;
  /** Points that wait for their commit, and its promise. */
  let waiting = createPoints(USUAL_TURN);
  let turn: PromiseWithResolvers<void> | null = null;
  /** When the first of them came. */
  let began = 0;
  let pending = 0;
  let stored = 0;

  const insertAll = db.transaction((points: Points, time: number) => {
    for (let from = 0; from < points.count; from += MAX_CHUNK) {
      // One that fails has had its number: nobody needs to know whether it was undone.
      insert.run((lastChunk += 1), time, encodePoints(points, from, Math.min(from + MAX_CHUNK, points.count)));
    }
  });

  function commit(): void {
    if (turn === null) return;
    const { resolve, reject } = turn;
    const { count } = waiting;
    turn = null;
    try {
      const time = now();
      durably(db, () => insertAll.immediate(waiting, time));
      received.add(time, count);
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

  /** What came in while this turn's requests were read is in the commit, too, unless questions make turns long. */
  function endTurn(): void {
    if (performance.now() - began < SHORT_TURN_MS) setImmediate(commit);
    else commit();
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
        began = performance.now();
        setImmediate(endTurn);
      }
      appendPoints(waiting, points);
      return turn.promise;
    },
    /** Commits what is waiting, now. */
    flush: commit,
    /** Points received in the last 24 hours, by whole hours. */
    receivedInDay: (): number => received.inDay(now()),
    /** Stores how many points were received, which chunks know as long as they are there. */
    saveReceived: (): void => received.save(lastChunk),
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
