import { ErrorClient, MetricsClient } from '../../../src/index.ts';

// Reports in one way, and ends in another; both by argument.
const [, , way, end] = process.argv;
const options = { baseUrl: process.env['URL'] ?? '', apiKey: 'key-of-the-test-1' };
const errors = new ErrorClient(options);
const metrics = new MetricsClient(options);

if (way === 'captured') errors.captureError(new Error('last words'));
if (way === 'reported') void errors.reportError(new Error('last words'));
if (way === 'counted') for (let n = 0; n < 2500; n++) metrics.gauge('last', n);

process.exitCode = 4;
if (end === 'exit') process.exit(3);
if (end === 'throw') throw new RangeError('and then this');
