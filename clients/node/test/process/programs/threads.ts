import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { ErrorClient, installProcessHandlers, MetricsClient } from '../../../src/index.ts';

// Threads with clients of their own, which end in different ways.
const options = { baseUrl: process.env['URL'] ?? '', apiKey: 'key-of-the-test-1' };
const errors = new ErrorClient(options);
const metrics = new MetricsClient(options);
const name = isMainThread ? 'main' : String(workerData);

installProcessHandlers(errors);
metrics.counter('started', { name });
if (isMainThread) {
  for (const end of ['exit', 'throw', 'last event']) {
    const worker = new Worker(new URL(import.meta.url), { workerData: end });
    worker.on('error', (error) => console.log(`main saw ${String(error)}`));
  }
} else {
  if (name === 'throw') throw new Error('throw');
  errors.captureError(new Error(name));
  if (name === 'exit') process.exit(0);
}
