import { parentPort } from 'node:worker_threads';
import type { Answer, Question, Reads } from './reader.ts';
import { openReadOnly, type Database } from './sqlite.ts';

/** In a reader's thread: opens the database to read only, and answers what is asked from then on. */
export function answerReads(path: string, createReads: (db: Database) => Reads): void {
  const reads = createReads(openReadOnly(path));

  parentPort?.on('message', ({ number, name, argument }: Question) => {
    parentPort?.postMessage(answer(reads, number, name, argument));
  });
}

function answer(reads: Reads, number: number, name: string, argument: unknown): Answer {
  try {
    return { number, result: (reads[name] as (given: unknown) => unknown)(argument) };
  } catch (error) {
    // A clone has lost the code, by which a failing disk is told from a mistake of ours.
    const { message, code } = error as { message: string; code?: string };
    return { number, error: { message, ...(code !== undefined && { code }) } };
  }
}
