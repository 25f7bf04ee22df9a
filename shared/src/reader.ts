import { setFlagsFromString } from 'node:v8';
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

/**
 * Questions that the thread has at a time: the next one is there when it has answered one, and no more answers than these are in
 * memory while this thread has something else to do.
 */
const AHEAD = 16;
/** How long the thread is kept when nobody asks: it costs as much memory as all the rest of a service at rest. */
const IDLE_MS = 30 * SECOND_MS;

/**
 * Reads in a thread of its own, with its own connection: a long one keeps neither writing nor another request waiting.
 * The thread is there only while somebody asks.
 */
export function createReader<R extends Reads>({ thread, data, heapMiB, mayStart }: ReaderOptions): Reader<R> {
  const waiting: Waiting[] = [];
  const asked = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let last = 0;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    mayStart?.();
    // From source, a thread needs some 10 MiB more to make JavaScript of it; what is deployed is bundled.
    const isBundled = thread.pathname.endsWith('.js');
    // V8 takes the process's flag before a thread's limit. The process's own heap keeps what it was given at its start.
    if (isBundled) setFlagsFromString('--max-old-space-size=0');
    const started = new Worker(thread, {
      workerData: data,
      ...(isBundled && { resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: heapMiB } }),
    });
    started.unref();
    started.on('message', ({ number, result, error }: Answer) => {
      const asker = asked.get(number);
      asked.delete(number);
      if (error === undefined) asker?.resolve(result);
      else asker?.reject(Object.assign(new Error(error.message), error));
      askNext();
      if (asked.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref();
    });
    started.on('error', (error) => fail(started, error));
    started.on('exit', () => fail(started, new Error('the reading thread ended')));
    return started;
  }

  /** Another thread gets the questions, once: one that kills every thread must not be asked for ever. */
  function fail(failed: Worker, error: unknown): void {
    if (worker !== failed) return;
    worker = null;
    const unanswered = [...asked.values()];
    asked.clear();
    for (const asker of unanswered) if (asker.isAgain) asker.reject(error);
    waiting.unshift(...unanswered.filter(({ isAgain }) => !isAgain).map((asker) => ({ ...asker, isAgain: true })));
    askNext();
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const stopped = worker;
    worker = null;
    const unanswered = [...asked.values(), ...waiting.splice(0)];
    asked.clear();
    for (const asker of unanswered) asker.reject(httpError(503, 'The service is stopping'));
    await stopped?.terminate();
  }

  function askNext(): void {
    try {
      while (asked.size < AHEAD) {
        const asker = waiting.at(0);
        if (!asker) return;
        worker ??= start();
        waiting.shift();
        const number = (last += 1);
        asked.set(number, asker);
        worker.postMessage({ number, name: asker.name, argument: asker.argument } satisfies Question);
      }
    } catch (error) {
      for (const asker of waiting.splice(0)) asker.reject(error);
    }
  }

  function ask(name: string, argument: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      clearTimeout(idle);
      waiting.push({ name, argument, isAgain: false, resolve, reject });
      askNext();
    });
  }

  return new Proxy({} as Reader<R>, {
    get: (_target, name: string) => (name === 'close' ? stop : (argument: unknown) => ask(name, argument)),
  });
}
