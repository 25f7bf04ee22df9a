import type { Logger } from 'pino';

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
}

/** Work that repeats: at once, then `everyMs` after each end, never twice at a time. A failed run is logged and tried again next time. */
export function startJob({ name, everyMs, log, work }: JobOptions): Job {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;

  async function once(): Promise<void> {
    clearTimeout(timer);
    try {
      await work(stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error, job: name }, `${name} failed; it will be tried again`);
    }
    if (!stopping.signal.aborted) timer = setTimeout(run, everyMs).unref();
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
