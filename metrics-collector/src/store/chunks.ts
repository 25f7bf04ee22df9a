import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS } from '@monlight/shared/time';
import { encodePoints, type Points } from './point-bytes.ts';

interface Waiting extends Points {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Points in one row at most: what is decoded at once. */
const MAX_CHUNK = 5000;

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
  let waiting: Waiting[] = [];
  let pending = 0;
  let stored = 0;

  const insertAll = db.transaction((chunks: readonly Points[], time: number) => {
    let count = 0;
    for (const chunk of chunks) {
      insert.run(time, encodePoints(chunk));
      count += chunk.times.length;
    }
    countReceived.run(Math.floor(time / HOUR_MS), count);
    return count;
  });

  function commit(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const time = now();
      const hour = Math.floor(time / HOUR_MS);
      const count = insertAll.immediate(toChunks(batch), time);
      received.set(hour, (received.get(hour) ?? 0) + count);
      pending += count;
      stored += count;
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  return {
    /**
     * Stores points; resolves once they are committed.
     *
     * Rejects with the SqliteError that kept them from being stored.
     */
    append: (points: Points): Promise<void> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ ...points, resolve, reject });
      }),
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

function toChunks(batch: readonly Points[]): Points[] {
  const chunks: { times: number[]; series: number[]; values: number[] }[] = [];
  for (const { times, series, values } of batch) {
    for (let index = 0; index < times.length; index += 1) {
      let open = chunks.at(-1);
      if (!open || open.times.length === MAX_CHUNK) chunks.push((open = { times: [], series: [], values: [] }));
      open.times.push(times[index] ?? 0);
      open.series.push(series[index] ?? 0);
      open.values.push(values[index] ?? 0);
    }
  }
  return chunks;
}
