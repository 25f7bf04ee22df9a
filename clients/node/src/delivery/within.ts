import type { Clock } from '../clock.ts';

/** Whether `work` came to a good end in time. Holds the process until then, since somebody waits. */
export async function within(clock: Clock, ms: number, work: Promise<boolean>): Promise<boolean> {
  let cancel: (() => void) | undefined;
  const timeUp = new Promise<boolean>((resolve) => {
    cancel = clock.later(ms, () => resolve(false), { keepsAlive: true });
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    cancel?.();
  }
}
