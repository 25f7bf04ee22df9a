import { execFileSync, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { median } from '@monlight/shared/bench/compare';
import { publish } from '@monlight/shared/bench/results';
import { ErrorClient, MetricsClient, withContext } from '@monlight/node';

// What the SDK costs the thread that calls it, with a server that takes everything.

const PACKAGE = fileURLToPath(new URL('../', import.meta.url));
const ROUNDS = 15;

const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(202).end('{}')));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const options = {
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  apiKey: 'bench-key-0123456789',
};
const errors = new ErrorClient({ ...options, maxQueued: 1_000_000, log: () => undefined });
const metrics = new MetricsClient({ ...options, log: () => undefined });

const labels = { method: 'GET', endpoint: '/items/:id', status: '200' };
const context = {
  requestUrl: 'https://shop.example/cart/items?id=42&token=abc',
  requestMethod: 'POST',
  requestHeaders: {
    host: 'shop.example',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: 'Bearer abc',
    cookie: 'session=abc',
  },
  userId: 'u-1234',
};
const extra = {
  cart: {
    id: 'c-42',
    items: [
      { id: 1, count: 2 },
      { id: 2, count: 1 },
    ],
  },
  password: 'p',
  step: 'payment',
};

/** A stack of some depth, as it is where errors are thrown. */
function fail(depth: number): Error {
  return depth > 0 ? fail(depth - 1) : new RangeError('no such item', { cause: new Error('no row') });
}

/** µs of each of some calls, and of all together by their number. */
function time(calls: number, call: (n: number) => void): { median: number; mean: number } {
  const each: number[] = [];
  const start = performance.now();
  for (let n = 0; n < calls; n++) {
    const before = performance.now();
    call(n);
    each.push((performance.now() - before) * 1000);
  }
  return { median: median(each), mean: ((performance.now() - start) * 1000) / calls };
}

/** Medians over rounds; in between, what was queued is sent. */
async function measure(calls: number, call: (n: number) => void, flush: () => Promise<unknown>) {
  const rounds: { median: number; mean: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(time(calls, call));
    await flush();
  }
  return {
    'µs, median': Number(median(rounds.map((round) => round.median)).toFixed(2)),
    'µs, mean': Number(median(rounds.map((round) => round.mean)).toFixed(2)),
  };
}

const importMs = Array.from({ length: ROUNDS }, () => {
  const code = `const s = performance.now(); await import('@monlight/node'); console.log(performance.now() - s)`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: PACKAGE,
    encoding: 'utf8',
  });
  return Number(stdout);
});
const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: PACKAGE,
  encoding: 'utf8',
});
const [{ unpackedSize } = { unpackedSize: Number.NaN }] = JSON.parse(packed) as { unpackedSize: number }[];

const flushMetrics = () => metrics.flush(20_000);
const flushErrors = () => errors.flush(20_000);
// Every error is made anew, as in life: its stack is put into words when it is reported.
const made = Array.from({ length: 200 * ROUNDS }, () => fail(20));
let next = 0;
publish('node-client', 'calls', {
  'counter()': await measure(5000, () => metrics.counter('http_requests_total', labels), flushMetrics),
  'histogram()': await measure(
    5000,
    (n) => metrics.histogram('http_request_duration_seconds', n, labels),
    flushMetrics,
  ),
  'captureError() with everything': await withContext(context, () =>
    measure(200, () => errors.captureError(made[next++ % made.length], { extra }), flushErrors),
  ),
});
next = 0;
const fresh = Array.from({ length: 90 * ROUNDS }, () => fail(20));
publish('node-client', 'awaited calls', {
  'reportError() with everything': await withContext(context, () =>
    measure(
      90,
      () => void errors.reportError(fresh[next++], { extra }),
      () => new Promise((go) => setTimeout(go, 300)),
    ),
  ),
});
publish('node-client', 'package', {
  'import time': { ms: Number(median(importMs).toFixed(1)) },
  'installed besides undici': { KB: Math.round(unpackedSize / 1000) },
});
await Promise.all([errors.close(), metrics.close()]);
server.close();
server.closeAllConnections();
