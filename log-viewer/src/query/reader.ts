import { Worker } from 'node:worker_threads';
import { SECOND_MS } from '@monlight/shared/time';
import type { Reads } from '../store/read/reads.ts';
import type { Answer, Question, ThreadData } from './reader-thread.ts';

/** Every read, asked of another thread. */
export type Reader = {
  [Name in keyof Reads]: (...argument: Parameters<Reads[Name]>) => Promise<ReturnType<Reads[Name]>>;
} & { close: () => Promise<void> };

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** How long the thread is kept when nobody asks: it costs as much memory as all the rest of the service at rest. */
const IDLE_MS = 30 * SECOND_MS;
const THREAD = new URL(`./reader-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Reads in a thread of its own, with its own connection: a search through a million entries keeps neither
 * following nor another request waiting. The thread is there only while somebody asks.
 */
export function createReader(data: ThreadData): Reader {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const started = new Worker(THREAD, {
      workerData: data,
      // A page of long messages is the most that it holds.
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 10 },
    });
    started.unref();
    started.on('message', ({ number, result, error }: Answer) => {
      const asker = waiting.get(number);
      waiting.delete(number);
      if (error === undefined) asker?.resolve(result);
      else asker?.reject(error);
      if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref();
    });
    started.on('error', (error) => fail(started, error));
    started.on('exit', () => fail(started, new Error('the reading thread ended')));
    return started;
  }

  /** The next question starts another thread. */
  function fail(failed: Worker, error: unknown): void {
    if (worker !== failed) return;
    worker = null;
    for (const asker of waiting.values()) asker.reject(error);
    waiting.clear();
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const stopped = worker;
    worker = null;
    await stopped?.terminate();
  }

  function ask(name: keyof Reads, argument: unknown): Promise<unknown> {
    clearTimeout(idle);
    worker ??= start();
    const number = (asked += 1);
    return new Promise((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      worker?.postMessage({ number, name, argument } satisfies Question);
    });
  }

  return new Proxy({} as Reader, {
    get: (_target, name: keyof Reads | 'close') =>
      name === 'close' ? stop : (argument: unknown) => ask(name, argument),
  });
}
