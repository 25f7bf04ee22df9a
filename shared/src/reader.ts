import { Worker } from 'node:worker_threads';
import { httpError } from './errors.ts';
import { SECOND_MS } from './time.ts';

/** Named reads, each with at most one argument. */
export type Reads = Record<string, (argument: never) => unknown>;

/** The same reads, asked of another thread. */
export type Reader<R extends Reads> = {
  [Name in keyof R]: (...argument: Parameters<R[Name]>) => Promise<ReturnType<R[Name]>>;
} & { close: () => Promise<void> };

export interface ReaderOptions {
  /** The file that the thread begins with; it calls `answerReads`. */
  thread: URL;
  /** Its `workerData`. */
  data: unknown;
  /** MiB that its JavaScript may hold for long, where it is bundled. */
  heapMiB: number;
  /** Throws when a thread must not be started now; who asks gets the error. */
  mayStart?: () => void;
}

/** What goes to the thread. */
export interface Question {
  number: number;
  name: string;
  argument: unknown;
}

/** What comes back. */
export interface Answer {
  number: number;
  result?: unknown;
  error?: { message: string; code?: string };
}

interface Waiting {
  name: string;
  argument: unknown;
  /** Whether a thread has died over it before. */
  isAgain: boolean;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** How long the thread is kept when nobody asks: it costs as much memory as all the rest of a service at rest. */
const IDLE_MS = 30 * SECOND_MS;

/**
 * Reads in a thread of its own, with its own connection: a long one keeps neither writing nor another request waiting.
 * The thread is there only while somebody asks.
 */
export function createReader<R extends Reads>({ thread, data, heapMiB, mayStart }: ReaderOptions): Reader<R> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    mayStart?.();
    // From source, a thread needs some 10 MiB more to make JavaScript of it; what is deployed is bundled.
    const isBundled = thread.pathname.endsWith('.js');
    const started = new Worker(thread, {
      workerData: data,
      ...(isBundled && { resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: heapMiB } }),
    });
    started.unref();
    started.on('message', ({ number, result, error }: Answer) => {
      const asker = waiting.get(number);
      waiting.delete(number);
      if (error === undefined) asker?.resolve(result);
      else asker?.reject(Object.assign(new Error(error.message), error));
      if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref();
    });
    started.on('error', (error) => fail(started, error));
    started.on('exit', () => fail(started, new Error('the reading thread ended')));
    return started;
  }

  /** Another thread gets the questions, once: one that kills every thread must not be asked for ever. */
  function fail(failed: Worker, error: unknown): void {
    if (worker !== failed) return;
    worker = null;
    const unanswered = [...waiting.values()];
    waiting.clear();
    for (const asker of unanswered) {
      if (asker.isAgain) asker.reject(error);
      else again(asker);
    }
  }

  function again(asker: Waiting): void {
    try {
      put({ ...asker, isAgain: true });
    } catch (error) {
      asker.reject(error);
    }
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const stopped = worker;
    worker = null;
    for (const asker of waiting.values()) asker.reject(httpError(503, 'The service is stopping'));
    waiting.clear();
    await stopped?.terminate();
  }

  function put(asker: Waiting): void {
    clearTimeout(idle);
    worker ??= start();
    const number = (asked += 1);
    waiting.set(number, asker);
    worker.postMessage({ number, name: asker.name, argument: asker.argument } satisfies Question);
  }

  function ask(name: string, argument: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => put({ name, argument, isAgain: false, resolve, reject }));
  }

  return new Proxy({} as Reader<R>, {
    get: (_target, name: string) => (name === 'close' ? stop : (argument: unknown) => ask(name, argument)),
  });
}
