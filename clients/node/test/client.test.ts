import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorClient, MetricsClient, setContext, withContext, type Report } from '../src/index.ts';
import { startRecordingServer } from './support/recording-server.ts';
import { reportOne } from './support/report-one.ts';

const apiKey = 'key-of-the-test-1';

function fail(): Error {
  return new Error('one');
}

describe('beforeSend', () => {
  it('may change a report', async (t) => {
    const body = await reportOne(
      t,
      fail(),
      { userId: 7 },
      {
        beforeSend: (report) => ({ ...report, userId: 'somebody', fingerprint: 'mine', project: 'p'.repeat(200) }),
      },
    );

    assert.equal(body.user_id, 'somebody');
    assert.equal(body.fingerprint, 'mine');
    assert.equal(body.project.length, 100);
  });

  it('may put in what JSON cannot say', async (t) => {
    const body = await reportOne(
      t,
      fail(),
      {},
      {
        beforeSend: (report) => ({ ...report, extra: { size: 10n } as unknown as NonNullable<Report['extra']> }),
      },
    );

    assert.deepEqual(body.extra, { size: '10' });
  });

  it('may keep a report', async (t) => {
    const server = await startRecordingServer(t);
    const client = new ErrorClient({ baseUrl: server.url, apiKey, beforeSend: () => null });

    await client.reportError(fail());
    client.captureError(fail());
    await client.close();

    assert.deepEqual(server.requests, []);
  });

  for (const [title, beforeSend] of [
    [
      'throws',
      () => {
        throw new Error('my fault');
      },
    ],
    ['returns something else', () => 'yes' as never],
    ['returns a promise', () => Promise.resolve(null) as never],
  ] as [string, () => Report][]) {
    it(`that ${title} is passed over, and said once`, async (t) => {
      const server = await startRecordingServer(t);
      const lines: string[] = [];
      const client = new ErrorClient({ baseUrl: server.url, apiKey, beforeSend, log: (line) => lines.push(line) });

      await client.reportError(fail());
      await client.reportError(fail());

      assert.deepEqual(
        server.requests.map(({ body }) => body.message),
        ['one', 'one'],
      );
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^monlight: beforeSend failed/);
    });
  }
});

describe('sampleRate', () => {
  for (const [sampleRate, draw, sent] of [
    [1, 0.999, 1],
    [0, 0, 0],
    [0.25, 0.2, 1],
    [0.25, 0.3, 0],
  ] as const) {
    it(`${sampleRate} sends ${sent} report at a draw of ${draw}`, async (t) => {
      const server = await startRecordingServer(t);
      const client = new ErrorClient({ baseUrl: server.url, apiKey, sampleRate });
      t.mock.method(Math, 'random', () => draw);

      await client.reportError(fail());

      assert.equal(server.requests.length, sent);
    });
  }
});

describe('the context of an error', () => {
  it('is that of withContext, of all levels, below what is given with the error', async (t) => {
    const body = await withContext({ userId: 1, requestUrl: '/outer', extra: { a: 1, b: 1, c: 1 } }, () =>
      withContext({ requestUrl: '/inner', extra: { b: 2, c: 2 } }, async () => {
        await Promise.resolve();
        return reportOne(t, fail(), { extra: { c: 3 }, requestMethod: 'GET', userId: undefined });
      }),
    );

    assert.deepEqual(body.extra, { a: 1, b: 2, c: 3 });
    assert.deepEqual([body.request_url, body.request_method, body.user_id], ['/inner', 'GET', '1']);
  });

  it('grows by setContext, and only there', async (t) => {
    const inside = await withContext({ extra: { a: 1 } }, () => {
      setContext({ userId: 'u', extra: { b: 2 } });
      return reportOne(t, fail());
    });
    setContext({ userId: 'nobody' });
    const outside = await reportOne(t, fail());

    assert.deepEqual([inside.user_id, inside.extra], ['u', { a: 1, b: 2 }]);
    assert.deepEqual([outside.user_id, outside.extra], [undefined, undefined]);
  });

  it('that cannot be read is left out', async (t) => {
    const hidden = new Proxy({}, { get: () => assert.fail('a'), ownKeys: () => assert.fail('b') });

    const body = await withContext(hidden, () => reportOne(t, fail()));

    assert.equal(body.message, 'one');
  });
});

describe('a client', () => {
  it('that is closed ignores everything', async (t) => {
    const server = await startRecordingServer(t);
    const errors = new ErrorClient({ baseUrl: server.url, apiKey });
    const metrics = new MetricsClient({ baseUrl: server.url, apiKey });
    await Promise.all([errors.close(), errors.close(), metrics.shutdown(), metrics.close()]);

    errors.captureError(fail());
    await errors.reportError(fail());
    metrics.counter('one');
    await Promise.all([errors.flush(), metrics.flush()]);

    assert.deepEqual(server.requests, []);
  });

  for (const [title, options] of Object.entries({
    'an address that is none': { baseUrl: 'nonsense', apiKey },
    'no address': { apiKey },
    'another protocol': { baseUrl: 'ftp://localhost', apiKey },
    'no key': { baseUrl: 'http://localhost:1' },
    'a key with a line break': { baseUrl: 'http://localhost:1', apiKey: `${apiKey}\r\n` },
    'no options': undefined,
  })) {
    it(`with ${title} says so, and nothing else happens`, async (t) => {
      const lines: string[] = [];
      t.mock.method(console, 'warn', (line: string) => lines.push(line));
      const all = options && { ...options, log: (line: string) => lines.push(line) };

      const client = new ErrorClient(all as never);
      await client.reportError(fail());
      await client.close();

      assert.match(lines.join(), /^monlight: 1 reports were dropped: (baseUrl|apiKey) must be/);
      assert.doesNotMatch(lines.join(), new RegExp(apiKey));
    });
  }

  it('survives whatever it is given', async (t) => {
    const server = await startRecordingServer(t);
    const metrics = new MetricsClient({ baseUrl: server.url, apiKey, log: () => assert.fail('also the log throws') });
    const hidden = new Proxy({}, { get: () => assert.fail('a'), ownKeys: () => assert.fail('b') });
    const wrong = [undefined, null, 7, 'text', {}, Symbol('s'), 12n, hidden, () => 1] as never[];

    for (const value of wrong) {
      metrics.counter(value, value, value);
      metrics.gauge('name', value, value);
      metrics.gauge('name', 1, value);
      metrics.histogram(value, 1);
    }
    await metrics.close();

    for (const { body } of server.requests) for (const { value } of body.metrics) assert.equal(typeof value, 'number');
  });
});
