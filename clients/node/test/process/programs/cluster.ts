import cluster from 'node:cluster';
import { ErrorClient, MetricsClient } from '../../../src/index.ts';

// A primary process and two workers, each with clients of its own.
const options = { baseUrl: process.env['URL'] ?? '', apiKey: 'key-of-the-test-1' };
const errors = new ErrorClient(options);
const metrics = new MetricsClient(options);
const name = cluster.isPrimary ? 'primary' : `worker ${process.env['NUMBER']}`;

errors.captureError(new Error(name));
metrics.counter('started', { name });
if (cluster.isPrimary) {
  for (const number of ['1', '2']) cluster.fork({ NUMBER: number });
} else {
  // Worker 2 leaves at once, worker 1 when it has nothing more to do.
  if (process.env['NUMBER'] === '2') process.exit(0);
  cluster.worker?.disconnect();
}
