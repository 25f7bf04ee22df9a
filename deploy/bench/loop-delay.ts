import { writeFileSync } from 'node:fs';
import { createHistogram, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Loaded before a service's own code: writes how long its event loop was kept, in milliseconds, into LOOP_DELAY_FILE at the end. SIGWINCH,
// which means nothing else to a service, begins to measure, and the next one pauses. (Node's own monitor takes a pause for a delay.)

const RESOLUTION_MS = 10;
const MICROSECONDS = 1000;

// A thread for reading may be kept as long as it likes.
if (isMainThread) {
  const delays = createHistogram();
  let isMeasuring = false;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (isMeasuring) delays.record(Math.max(1, Math.round((now - last - RESOLUTION_MS) * MICROSECONDS)));
    last = now;
  }, RESOLUTION_MS).unref();
  process.on('SIGWINCH', () => {
    isMeasuring = !isMeasuring;
  });
  process.once('exit', () => {
    const figures = { p99: delays.percentile(99) / MICROSECONDS, max: delays.max / MICROSECONDS };
    writeFileSync(process.env['LOOP_DELAY_FILE'] ?? '/dev/null', JSON.stringify(figures));
  });
}
