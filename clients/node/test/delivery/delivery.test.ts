import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorClient, MetricsClient } from '../../src/index.ts';
import { accept, startRecordingServer } from '../support/recording-server.ts';

const apiKey = 'key-of-the-test-1';

function fail(): Error {
  return new Error('one');
}

describe('delivery', () => {
  it('packs what is larger than a kilobyte', async (t) => {
    const server = await startRecordingServer(t);
    const client = new ErrorClient({ baseUrl: server.url, apiKey });

    for (const note of ['', 'x'.repeat(2000)]) {
      await client.reportError(Object.assign(fail(), { stack: 'Error: one' }), { extra: { note } });
    }

    const seen = server.requests.map(({ headers, size }) => [headers['content-encoding'], size.sent < size.unpacked]);
    assert.deepEqual(seen, [
      [undefined, false],
      ['gzip', true],
    ]);
    assert.equal(server.requests[0]?.headers['user-agent'], 'monlight-node/0.1.0');
  });

  it('uses its connections again', async (t) => {
    const server = await startRecordingServer(t);
    const client = new ErrorClient({ baseUrl: server.url, apiKey });

    for (let n = 0; n < 20; n++) await client.reportError(fail());

    // Undici looks at a connection for a moment before it uses it again, so they take turns.
    const connections = new Set(server.requests.map(({ connection }) => connection));
    assert.ok(connections.size <= 2, `${connections.size} connections`);
  });

  it('reaches a service below a path', async (t) => {
    const server = await startRecordingServer(t);
    const client = new ErrorClient({ baseUrl: `${server.url}/monlight/errors/`, apiKey });

    await client.reportError(fail());

    assert.equal(server.requests[0]?.path, '/monlight/errors/api/errors');
  });

  it('splits points by their number and by their bytes', async (t) => {
    const server = await startRecordingServer(t);
    const client = new MetricsClient({ baseUrl: server.url, apiKey });
    const labels = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`label${n}`, 'x'.repeat(500)]));

    for (let n = 0; n < 1500; n++) client.gauge('small', n);
    for (let n = 0; n < 50; n++) client.gauge('large', n, labels);
    await client.flush();

    const batches = server.requests.map(({ body, size }) => [body.metrics.length, size.unpacked]);
    assert.equal(
      batches.reduce((sum, [points = 0]) => sum + points, 0),
      1550,
    );
    for (const [points = 0, bytes = 0] of batches) assert.ok(points <= 1000 && bytes <= 262_144, `${points} ${bytes}`);
    const order = server.requests.flatMap(({ body }) => body.metrics.map(({ value }: { value: number }) => value));
    assert.deepEqual(order, [...Array(1500).keys(), ...Array(50).keys()]);
  });

  it('leaves out the one point that is refused', async (t) => {
    const server = await startRecordingServer(t, (n, response, request) => {
      const at = request.body.metrics.findIndex(({ name }: { name: string }) => name === 'bad');
      if (at < 0) return accept(n, response, request);
      response.writeHead(400).end(JSON.stringify({ detail: `metrics[${at}].value must be a finite number` }));
    });
    const lines: string[] = [];
    const client = new MetricsClient({ baseUrl: server.url, apiKey, log: (line) => lines.push(line) });

    for (const name of ['a', 'bad', 'b', 'bad', 'c']) client.gauge(name, 1);
    const isSent = await client.flush();

    assert.equal(isSent, true);
    assert.deepEqual(
      server.requests.at(-1)?.body.metrics.map(({ name }: { name: string }) => name),
      ['a', 'b', 'c'],
    );
    assert.match(lines[0] ?? '', /^monlight: 1 points were dropped: .*metrics\[1\]/);
  });

  it('gives up on a batch with which everything is wrong', async (t) => {
    const server = await startRecordingServer(
      t,
      (_n, response) => void response.writeHead(400).end('{"detail":"metrics[0].name must be another"}'),
    );
    const lines: string[] = [];
    const client = new MetricsClient({ baseUrl: server.url, apiKey, log: (line) => lines.push(line) });

    for (let n = 0; n < 500; n++) client.gauge('any', n);
    const isSent = await client.flush();

    assert.equal(isSent, true);
    assert.equal(server.requests.length, 21);
  });

  it('is waited for by close, also of a report that nobody waits for', async (t) => {
    const server = await startRecordingServer(t);
    const client = new ErrorClient({ baseUrl: server.url, apiKey });

    void client.reportError(fail());
    await client.close();

    assert.equal(server.requests.length, 1);
  });

  it('says when there was no time to wait for a report', async (t) => {
    const server = await startRecordingServer(t, () => undefined);
    const client = new ErrorClient({ baseUrl: server.url, apiKey, timeout: 300, log: () => undefined });

    void client.reportError(fail());
    const isSent = await client.flush(50);

    assert.equal(isSent, false);
  });

  it('says what the collector has left out', async (t) => {
    const server = await startRecordingServer(
      t,
      (_n, response) =>
        void response.writeHead(202).end('{"status":"accepted","count":1,"dropped":1,"detail":"too old"}'),
    );
    const lines: string[] = [];
    const client = new MetricsClient({ baseUrl: server.url, apiKey, log: (line) => lines.push(line) });

    client.counter('one');
    await client.flush();

    assert.deepEqual(lines, ['monlight: 1 points were dropped: too old']);
  });

  it('adds up a counter within a second', async (t) => {
    const server = await startRecordingServer(t);
    const client = new MetricsClient({ baseUrl: server.url, apiKey });
    t.mock.method(Date, 'now', () => 1_700_000_000_500);

    for (let n = 0; n < 5; n++) client.counter('hits', { page: 'a' }, 2);
    client.counter('hits', { page: 'b' });
    await client.flush();
    client.counter('hits', { page: 'a' });
    await client.flush();

    const points = server.requests.flatMap(({ body }) => body.metrics);
    assert.deepEqual(
      points.map(({ value, labels, timestamp }) => [value, labels.page, timestamp]),
      [
        [10, 'a', '2023-11-14T22:13:20.500Z'],
        [1, 'b', '2023-11-14T22:13:20.500Z'],
        [1, 'a', '2023-11-14T22:13:20.500Z'],
      ],
    );
  });
});
