import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { freePort } from '@monlight/shared/testing/service-process';
import Fastify from 'fastify';
import { ErrorClient, MetricsClient, setupMonlight } from '../../src/index.ts';
import { accept, startRecordingServer, type Answer } from '../support/recording-server.ts';
import { until } from '../support/services.ts';
import { faults } from './faults.ts';

const apiKey = 'key-of-the-test-1';
const TIMEOUT_MS = 300;

function options(baseUrl: string) {
  return { baseUrl, apiKey, timeout: TIMEOUT_MS, log: () => undefined };
}

/** The first request gets the fault, all others are accepted. */
function once(fault: Answer): Answer {
  return (n, ...rest) => (n === 0 ? fault : accept)(n, ...rest);
}

// Most of it is waiting.
describe('a server that', { concurrency: 3 }, () => {
  for (const { title, answer, isRetried } of faults) {
    it(`${title} gets a report ${isRetried ? 'again, the same' : 'once'}`, async (t) => {
      const server = await startRecordingServer(t, once(answer));
      const client = new ErrorClient(options(server.url));

      client.captureError(new Error('one'));
      const isSent = await client.flush(5000);

      assert.equal(isSent, true);
      assert.equal(server.requests.length, isRetried ? 2 : 1);
      assert.deepEqual(server.requests.at(-1)?.body, server.requests[0]?.body);
    });

    it(`${title} gets points ${isRetried ? 'again, the same' : 'once'}`, async (t) => {
      const server = await startRecordingServer(t, once(answer));
      const client = new MetricsClient(options(server.url));

      client.gauge('queue', 7);
      const isSent = await client.flush(5000);

      assert.equal(isSent, true);
      assert.equal(server.requests.length, isRetried ? 2 : 1);
      assert.deepEqual(server.requests.at(-1)?.body, server.requests[0]?.body);
    });

    it(`${title} for ever keeps nobody waiting beyond the timeout`, async (t) => {
      const server = await startRecordingServer(t, answer);
      const client = new ErrorClient(options(server.url));

      const start = performance.now();
      await client.reportError(new Error('one'));

      const ms = performance.now() - start;
      assert.ok(ms < TIMEOUT_MS + 500, `${ms} ms`);
    });

    it(`${title} for ever changes nothing for the application`, async (t) => {
      const server = await startRecordingServer(t, answer);
      const { url } = await startShop(t, server.url);

      for (let n = 0; n < 5; n++) {
        const start = performance.now();
        const response = await fetch(url);
        assert.deepEqual([response.status, await response.json()], [500, BROKEN]);
        assert.ok(performance.now() - start < TIMEOUT_MS, 'answers at once');
      }
    });
  }

  it('refuses connections gets everything when it is back', async (t) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const errors = new ErrorClient(options(url));
    const metrics = new MetricsClient(options(url));
    errors.captureError(new Error('one'));
    metrics.counter('two');
    const wasSent = await Promise.all([errors.flush(100), metrics.flush(100)]);

    const arrived: string[] = [];
    const server = createServer((request, response) => {
      arrived.push(String(request.url));
      response.end();
    }).listen(port, '127.0.0.1');
    t.after(() => server.close());
    const isSent = await Promise.all([errors.flush(5000), metrics.flush(5000)]);

    assert.deepEqual(
      [wasSent, isSent],
      [
        [false, false],
        [true, true],
      ],
    );
    assert.deepEqual(arrived.toSorted(), ['/api/errors', '/api/metrics']);
  });

  it('does not speak TLS is a reason in the log, and nothing else', async (t) => {
    const server = await startRecordingServer(t);
    const lines: string[] = [];
    const client = new ErrorClient({
      ...options(server.url.replace('http:', 'https:')),
      log: (line) => lines.push(line),
    });

    await client.reportError(new Error('one'));

    assert.equal(server.requests.length, 0);
    const [line = ''] = await until(
      () => lines,
      ({ length }) => length > 0,
    );
    assert.match(line, /^monlight: 1 reports (were dropped|wait).*: .*(SSL|packet|TLS)/);
  });

  it('fails, and then has no time left, is named by its failure', async (t) => {
    const unavailable: Answer = (_n, response) => void response.writeHead(503, { 'retry-after': '0' }).end();
    const hang: Answer = () => undefined;
    const server = await startRecordingServer(t, (n, ...rest) => (n === 0 ? unavailable : hang)(n, ...rest));
    const lines: string[] = [];
    const client = new ErrorClient({ ...options(server.url), log: (line) => lines.push(line) });

    await client.reportError(new Error('one'));

    const [line = ''] = await until(
      () => lines,
      ({ length }) => length > 0,
    );
    assert.match(line, /the service answered 503/);
  });

  for (const [title, retryAfter] of [
    ['in seconds', () => '1'],
    ['as a date', () => new Date(Date.now() + 1500).toUTCString()],
  ] as const) {
    it(`asks for patience ${title} is left alone for so long`, async (t) => {
      const times: number[] = [];
      const server = await startRecordingServer(t, (n, ...rest) => {
        times.push(performance.now());
        const [response] = rest;
        if (n === 0) response.writeHead(429, { 'retry-after': retryAfter() }).end();
        else accept(n, ...rest);
      });
      const client = new MetricsClient(options(server.url));

      client.counter('one');
      await client.flush(10_000);

      const [first = 0, second = 0] = times;
      assert.ok(second - first >= (title === 'in seconds' ? 990 : 400), `${second - first} ms`);
      assert.equal(times.length, 2);
    });
  }

  for (const status of [301, 400, 401, 403, 404, 413]) {
    it(`answers ${status} is not asked again`, async (t) => {
      const server = await startRecordingServer(
        t,
        (_n, response) => void response.writeHead(status, { location: '/' }).end('{"detail":"no"}'),
      );
      const lines: string[] = [];
      const client = new ErrorClient({ ...options(server.url), log: (line) => lines.push(line) });

      client.captureError(new Error('one'));
      await client.flush();

      assert.equal(server.requests.length, 1);
      assert.deepEqual(lines, [`monlight: 1 reports were dropped: the service answered ${status}: no`]);
    });
  }

  it('fails at one report only gets the others after some attempts', async (t) => {
    const server = await startRecordingServer(t, (n, response, request) => {
      if (request.body.message === 'poison') response.writeHead(500).end();
      else accept(n, response, request);
    });
    const client = new ErrorClient(options(server.url));

    client.captureError(new Error('poison'));
    client.captureError(new Error('other'));
    await client.flush(20_000);

    const messages = server.requests.map(({ body }) => body.message);
    assert.deepEqual(messages, ['poison', 'poison', 'poison', 'poison', 'poison', 'other']);
  });
});

const BROKEN = { statusCode: 500, error: 'Internal Server Error', message: 'broken' };

/** An application that fails at everything, and reports to `monlightUrl`. */
async function startShop(t: TestContext, monlightUrl: string) {
  const app = Fastify();
  setupMonlight(app, {
    errorTrackerUrl: monlightUrl,
    metricsCollectorUrl: monlightUrl,
    apiKey,
    timeout: TIMEOUT_MS,
    flushInterval: 10,
    log: () => undefined,
  });
  app.get('/', async () => {
    throw new Error('broken');
  });
  t.after(() => app.close());
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}
