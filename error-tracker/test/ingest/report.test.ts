import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { INGEST_KEY, report, startErrorTracker } from '../start.ts';

const HOUR = 3_600_000;

describe('POST /api/errors', () => {
  it('creates a group, counts what is like it, and reopens it once it was resolved', async (t) => {
    const { send, call } = await startErrorTracker(t);

    const first = await send();
    const second = await send({ message: 'another message', environment: 'staging' });
    await call('POST', '/api/errors/1/resolve');
    const third = await send();
    const fourth = await send();

    const { fingerprint } = first.body;
    assert.match(fingerprint, /^[0-9a-f]{32}$/);
    assert.deepEqual([first.status, first.body], [201, { status: 'created', id: 1, fingerprint }]);
    assert.deepEqual([second.status, second.body], [200, { status: 'incremented', id: 1, count: 2, fingerprint }]);
    assert.deepEqual([third.status, third.body], [201, { status: 'reopened', id: 1, count: 3, fingerprint }]);
    assert.equal(fourth.body.status, 'incremented');
  });

  it('tells groups apart by project, type and location', async (t) => {
    const { send } = await startErrorTracker(t);
    const elsewhere = 'Traceback (most recent call last):\n  File "/app/other.py", line 1, in f\nValueError';

    const ids = [];
    for (const fields of [
      {},
      { project: 'blog' },
      { exception_type: 'KeyError' },
      { traceback: elsewhere },
      { message: '' },
    ]) {
      ids.push((await send(fields)).body.id);
    }

    assert.deepEqual(ids, [1, 2, 3, 4, 1]);
  });

  it('never puts a report into another project’s group, even where the fingerprint is the same', async (t) => {
    const { send } = await startErrorTracker(t);

    const first = await send({ project: 'a:b', exception_type: 'c' });
    const second = await send({ project: 'a', exception_type: 'b:c' });

    assert.equal(second.body.fingerprint, first.body.fingerprint);
    assert.equal(second.body.status, 'created');
  });

  it('groups by the client’s own fingerprint where one is given', async (t) => {
    const { send } = await startErrorTracker(t);
    await send({ fingerprint: 'checkout', traceback: 'here' });

    const again = await send({ fingerprint: 'checkout', traceback: 'there' });

    assert.equal(again.body.status, 'incremented');
  });

  it('keeps the first message, traceback and environment, and every environment for the filter', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send({ message: 'first', environment: 'staging' });
    await send({ message: 'second' });

    const { body } = await call('GET', '/api/errors/1');

    assert.equal(body.message, 'first');
    assert.equal(body.environment, 'staging');
    assert.deepEqual(body.environments, ['prod', 'staging']);
  });

  it('takes the place of a report that says how often it happened', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send({ count: 40 });

    const again = await send({ count: 2 });

    assert.equal(again.body.count, 42);
    const { body } = await call('GET', '/api/errors/1');
    assert.equal(body.trend_30d.at(-1), 42);
    assert.equal(body.occurrences.length, 2);
  });

  it('believes when it happened, but never a time ahead of now', async (t) => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    const { send, call } = await startErrorTracker(t, { now: () => now });
    await send({ timestamp: '2026-11-22T10:30:00+00:00' });
    await send({ timestamp: '2027-11-22T12:00:00Z' });
    await send({ timestamp: '2026-11-22T11:00:00.123456789+02:00' });

    const { body } = await call('GET', '/api/errors/1');

    assert.equal(body.first_seen, '2026-11-22T09:00:00.123Z');
    assert.equal(body.last_seen, '2026-11-22T12:00:00.000Z');
    assert.deepEqual(
      body.occurrences.map(({ timestamp }: { timestamp: string }) => timestamp),
      ['2026-11-22T12:00:00.000Z', '2026-11-22T10:30:00.000Z', '2026-11-22T09:00:00.123Z'],
    );
  });

  it('keeps the newest five occurrences whole, whatever order they come in', async (t) => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    const { send, call } = await startErrorTracker(t, { now: () => now });
    const request_headers = { 'user-agent': 'curl', cookies: ['a', 1] };
    const extra = { cart: { items: [1, 2] }, note: null };
    for (const hoursAgo of [3, 1, 7, 2, 6, 5, 4]) {
      const timestamp = new Date(now - hoursAgo * HOUR).toISOString();
      await send({
        timestamp,
        user_id: hoursAgo,
        request_url: 'https://shop/cart',
        request_method: 'POST',
        request_headers,
        extra,
      });
    }

    const { body } = await call('GET', '/api/errors/1');

    assert.deepEqual(
      body.occurrences.map(({ user_id }: { user_id: string }) => user_id),
      ['1', '2', '3', '4', '5'],
    );
    const { id: _, frames: __, traceback, ...newest } = body.occurrences[0];
    assert.equal(traceback, report()['traceback']);
    assert.deepEqual(newest, {
      timestamp: '2026-11-22T11:00:00.000Z',
      environment: 'prod',
      request_url: 'https://shop/cart',
      request_method: 'POST',
      request_headers,
      user_id: '1',
      extra,
    });
  });

  it('keeps each occurrence’s own traceback', async (t) => {
    const { send, call } = await startErrorTracker(t);
    const traceback = (value: number) =>
      `Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\nValueError: ${value}`;
    for (const value of [1, 2, 1]) await send({ traceback: traceback(value) });

    const { body } = await call('GET', '/api/errors/1');

    assert.equal(body.traceback, traceback(1));
    const tracebacks = body.occurrences.map((occurrence: { traceback: string }) => occurrence.traceback);
    assert.deepEqual(tracebacks, [traceback(1), traceback(2), traceback(1)]);
  });

  it('takes null for an optional field as absent', async (t) => {
    const { send, call } = await startErrorTracker(t);
    const optional = [
      'environment',
      'request_url',
      'request_method',
      'user_id',
      'request_headers',
      'extra',
      'fingerprint',
      'timestamp',
      'count',
    ];

    const answer = await send(Object.fromEntries(optional.map((name) => [name, null])));

    assert.equal(answer.status, 201);
    const [occurrence] = (await call('GET', '/api/errors/1')).body.occurrences;
    assert.equal(occurrence.environment, 'prod');
    assert.equal(occurrence.user_id, null);
    assert.equal(occurrence.extra, null);
  });

  it('accepts gzip, a form’s content type, the ingest key, and an empty traceback and message', async (t) => {
    const { call } = await startErrorTracker(t);
    const body = JSON.stringify(report({ message: '', traceback: '' }));

    const zipped = await call('POST', '/api/errors', gzipSync(body), { 'content-encoding': 'gzip' });
    const form = await call('POST', '/api/errors', body, { 'content-type': 'application/x-www-form-urlencoded' });
    const ingest = await call('POST', '/api/errors', body, { 'x-api-key': INGEST_KEY });

    assert.deepEqual([zipped.status, form.status, ingest.status], [201, 200, 200]);
  });

  it('keeps text exactly as it was sent', async (t) => {
    const { send, call } = await startErrorTracker(t);
    const message = '<script>alert(1)</script> \u0000 \u202e "quotes" \\ 日本語 😀\r\n\ttab';

    await send({ message, extra: { [message]: message } });

    const { body } = await call('GET', '/api/errors/1');
    assert.equal(body.message, message);
    assert.deepEqual(body.occurrences[0].extra, { [message]: message });
  });
});
