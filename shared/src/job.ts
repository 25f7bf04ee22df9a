import type { Logger } from 'pino';
import { MINUTE_MS } from './time.ts';

export interface Job {
  /** Runs now, or right after the run under way. Resolves after that run; never rejects. */
  run(): Promise<void>;
  /** No further run starts; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export interface JobOptions {
  name: string;
  everyMs: number;
  log: Pick<Logger, 'error'>;
  /** One run. Long work looks at `signal` between slices and yields to the event loop. */
  work: (signal: AbortSignal) => void | Promise<void>;
  /** Hears of every failed run. */
  onFailure?: (error: unknown) => void;
}

/** The longest wait after a failure, unless the work is not due for longer anyway. */
const MAX_BACK_OFF_MS = MINUTE_MS;

/**
 * Work that repeats: at once, then `everyMs` after each end, never twice at a time. A failed run is tried again, each time
 * after twice as long; of failures in a row the first is logged.
 */
export function startJob({ name, everyMs, log, work, onFailure }: JobOptions): Job {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;
  /** In a row. */
  let failures = 0;

  async function once(): Promise<void> {
    clearTimeout(timer);
    try {
      await work(stopping.signal);
      failures = 0;
    } catch (error) {
      const isFirst = failures === 0;
      failures += 1;
      onFailure?.(error);
      if (isFirst && !stopping.signal.aborted) {
        log.error({ err: error, job: name }, `${name} failed; it will be tried again`);
      }
    }
    if (!stopping.signal.aborted) timer = setTimeout(run, waitMs()).unref();
  }

  function waitMs(): number {
    if (failures === 0) return everyMs;
    return Math.min(everyMs * 2 ** (failures - 1), Math.max(everyMs, MAX_BACK_OFF_MS));
  }

  /** A run asked for during a run starts after it; asked for twice, it still is one. */
  async function run(): Promise<void> {
    if (current) await current;
    if (stopping.signal.aborted) return;
    current ??= once().finally(() => {
      current = undefined;
    });
    await current;
  }

  void run();
  return {
    run,
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await current;
    },
  };
}
