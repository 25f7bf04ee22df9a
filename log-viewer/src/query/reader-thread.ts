import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { createReads, type Reads } from '../store/read/reads.ts';

/** What the reader says to its thread. */
export interface Question {
  number: number;
  name: keyof Reads;
  argument: unknown;
}

/** What the thread says back. */
export interface Answer {
  number: number;
  result?: unknown;
  error?: unknown;
}

export interface ThreadData {
  path: string;
  maxEntries: number;
}

const { path, maxEntries } = workerData as ThreadData;
const db = new Sqlite(path, { readonly: true });
db.pragma('busy_timeout = 5000');
db.pragma('cache_size = -2048');
db.pragma('temp_store = MEMORY');
const reads = createReads(db, maxEntries);

parentPort?.on('message', ({ number, name, argument }: Question) => {
  parentPort?.postMessage(answer(number, name, argument));
});

function answer(number: number, name: keyof Reads, argument: unknown): Answer {
  try {
    return { number, result: (reads[name] as (given: unknown) => unknown)(argument) };
  } catch (error) {
    return { number, error };
  }
}
