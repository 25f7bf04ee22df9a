import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Loaded before a service's own code: writes how long its event loop was kept, in milliseconds, into LOOP_DELAY_FILE at the end: since its
// start, or since SIGWINCH, which means nothing else to a service.

const RESOLUTION_MS = 10;

// A thread for reading may be kept as long as it likes.
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('SIGWINCH', () => delay.reset());
  process.once('exit', () => {
    const figures = { p99: toMs(delay.percentile(99)), max: toMs(delay.max) };
    writeFileSync(process.env['LOOP_DELAY_FILE'] ?? '/dev/null', JSON.stringify(figures));
  });
}

/** What is recorded is from one look to the next, so the time between two looks is part of it. */
function toMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
