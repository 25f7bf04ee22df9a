import { parentPort } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { Answer, Question, Reads } from './reader.ts';
import type { Database } from './sqlite.ts';

/**
 * In a reader's thread: opens the database to read only, and answers what is asked from then on. Bytes that a read returns must
 * be all of their buffer.
 */
export function answerReads(path: string, createReads: (db: Database) => Reads): void {
  const db = new Sqlite(path, { readonly: true });
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -1024');
  db.pragma('temp_store = MEMORY');
  const reads = createReads(db);

  parentPort?.on('message', ({ number, name, argument }: Question) => {
    const answered = answer(reads, number, name, argument);
    // Bytes change hands, everything else is copied.
    parentPort?.postMessage(
      answered,
      answered.result instanceof Uint8Array ? [answered.result.buffer as ArrayBuffer] : [],
    );
  });
}

function answer(reads: Reads, number: number, name: string, argument: unknown): Answer {
  try {
    return { number, result: (reads[name] as (given: unknown) => unknown)(argument) };
  } catch (error) {
    return { number, error };
  }
}
