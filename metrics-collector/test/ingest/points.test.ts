import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { toIso } from '@monlight/shared/time';
import { INGEST_KEY, startMetricsCollector } from '../start.ts';

const point = (fields: Record<string, unknown> = {}) => ({ name: 'jobs', type: 'counter', value: 1, ...fields });
const labelsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));

describe('POST /api/metrics', () => {
  it('takes a list in an object, a bare list, and gzip, and shows the points at once', async (t) => {
    const { call, send } = await startMetricsCollector(t);

    const wrapped = await send([point()]);
    const bare = await call('POST', '/api/metrics', [point(), point()]);
    const zipped = await call('POST', '/api/metrics', gzipSync(JSON.stringify([point()])), {
      'content-encoding': 'gzip',
    });
    const { body } = await call('GET', '/api/metrics?name=jobs&period=1h');

    assert.deepEqual([wrapped.status, wrapped.body], [202, { status: 'accepted', count: 1 }]);
    assert.deepEqual([bare.status, bare.body.count], [202, 2]);
    assert.deepEqual([zipped.status, zipped.body.count], [202, 1]);
    assert.equal(
      body.data.reduce((sum: number, row: { sum: number }) => sum + row.sum, 0),
      4,
    );
  });

  it('may be done with the ingest key, which opens nothing else', async (t) => {
    const { call } = await startMetricsCollector(t);
    const headers = { 'x-api-key': INGEST_KEY };

    assert.equal((await call('POST', '/api/metrics', [point()], headers)).status, 202);
    for (const path of ['/api/metrics?name=jobs', '/api/dashboard', '/metrics', '/api/metrics/names']) {
      assert.equal((await call('GET', path, undefined, headers)).status, 403);
    }
  });

  const refused: [what: string, body: unknown, detail: string][] = [
    ['nothing', '', 'Request body must be'],
    ['no JSON', '{', 'Invalid JSON'],
    ['NaN', '[{"name":"x","type":"gauge","value":NaN}]', 'Invalid JSON'],
    ['a number', '7', 'Request body must be a JSON object'],
    ['no list', {}, 'Missing required field: metrics'],
    ['an empty list', { metrics: [] }, "Field 'metrics' must be a list of 1 to 10000 points"],
    ['an object for a list', { metrics: {} }, "Field 'metrics' must be a list of 1 to 10000 points"],
    ['10 001 points', Array.from({ length: 10_001 }, () => point()), "Field 'metrics' must be a list of 1 to 10000"],
    ['a point that is text', [point(), 'x'], 'metrics[1] must be a JSON object'],
    ['no name', [point({ name: undefined })], 'metrics[0].name must be a string of 1 to 200 characters'],
    ['an empty name', [point({ name: '' })], 'metrics[0].name must be'],
    ['a long name', [point({ name: 'é'.repeat(201) })], 'metrics[0].name must be'],
    ['an unknown type', [point({ type: 'timer' })], 'metrics[0].type must be counter, histogram, gauge'],
    [
      'a value in quotes',
      [point(), point(), point(), point({ value: '1' })],
      'metrics[3].value must be a finite number',
    ],
    ['a value beyond all', '[{"name":"x","type":"gauge","value":1e999}]', 'metrics[0].value must be a finite number'],
    ['no value', [point({ value: null })], 'metrics[0].value must be a finite number'],
    ['labels as a list', [point({ labels: ['a'] })], 'metrics[0].labels must be a JSON object'],
    ['labels in labels', [point({ labels: { a: { b: 1 } } })], 'metrics[0].labels.a must be a string'],
    ['21 labels', [point({ labels: labelsOf(21) })], 'metrics[0].labels must have at most 20 labels'],
    ['a long key', [point({ labels: { ['k'.repeat(101)]: 'v' } })], 'metrics[0].labels must have keys of 1 to 100'],
    [
      'a long label',
      [point({ labels: { k: 'v'.repeat(501) } })],
      'metrics[0].labels.k must be a string of at most 500',
    ],
    ['a time in words', [point({ timestamp: 'yesterday' })], 'metrics[0].timestamp must be an ISO 8601 time'],
    ['a number for a time', [point({ timestamp: 1_700_000_000 })], 'metrics[0].timestamp must be an ISO 8601 time'],
    ['the 30th of February', [point({ timestamp: '2026-02-30T00:00:00Z' })], 'metrics[0].timestamp must be'],
  ];
  for (const [what, body, detail] of refused) {
    it(`refuses ${what}, and keeps nothing of the batch`, async (t) => {
      const { call } = await startMetricsCollector(t);

      const answer = await call('POST', '/api/metrics', body);

      assert.equal(answer.status, 400);
      assert.ok(answer.body.detail.startsWith(detail), answer.body.detail);
      assert.deepEqual((await call('GET', '/api/metrics/names')).body, { metrics: [] });
    });
  }

  it('takes everything up to its limits', async (t) => {
    const { call } = await startMetricsCollector(t);
    const body = [
      point({ name: '🙂'.repeat(200), labels: labelsOf(20) }),
      point({ labels: { ['k'.repeat(100)]: 'v'.repeat(500), n: 5, b: true }, timestamp: null }),
      point({ type: 'gauge', value: -1.5e308, labels: null }),
      ...Array.from({ length: 9997 }, () => point()),
    ];

    const { status, body: receipt } = await call('POST', '/api/metrics', body);

    assert.deepEqual([status, receipt], [202, { status: 'accepted', count: 10_000 }]);
  });

  it('answers what is too large, and what it cannot read, and stays alive', async (t) => {
    const { call } = await startMetricsCollector(t);

    const large = await call('POST', '/api/metrics', `[${'1,'.repeat(600_000)}1]`);
    const bomb = await call('POST', '/api/metrics', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' });
    const unknown = await call('POST', '/api/metrics', 'x', { 'content-encoding': 'br' });
    const statuses = new Set<number>();
    for (let n = 0; n < 300; n += 1) statuses.add((await call('POST', '/api/metrics', randomBytes(n + 1))).status);

    assert.deepEqual([large.status, bomb.status, unknown.status], [413, 413, 415]);
    assert.deepEqual([...statuses], [400]);
    assert.equal((await call('GET', '/health')).status, 200);
  });

  it('leaves out points that are too old or too early, and tells it', async (t) => {
    const at = Date.UTC(2026, 0, 10, 12);
    const { send, call } = await startMetricsCollector(t, { now: () => at });
    const ago = (ms: number) => point({ timestamp: toIso(at - ms) });

    const { status, body } = await send([ago(3_600_000), ago(3_600_001), ago(-300_000), ago(-300_001), ago(0)]);

    assert.equal(status, 202);
    assert.deepEqual(body, {
      status: 'accepted',
      count: 3,
      dropped: 2,
      detail: 'Left out: 1 older than RETENTION_RAW, 1 more than 5 minutes ahead',
    });
    assert.equal((await call('GET', '/health')).body.dropped, 2);
  });

  it('keeps what it knows when there are too many series, and tells the rest', async (t) => {
    const { send, call } = await startMetricsCollector(t, { env: { MAX_SERIES: '50' } });
    const series = (n: number) => point({ labels: { n } });

    await send(Array.from({ length: 40 }, (_, n) => series(n)));
    const over = await send(Array.from({ length: 60 }, (_, n) => series(n)));
    const known = await send([series(3)]);

    const { body: health } = await call('GET', '/health');
    assert.deepEqual([over.body.count, over.body.dropped], [50, 10]);
    assert.match(over.body.detail, /10 of new series over MAX_SERIES=50/);
    assert.deepEqual(known.body, { status: 'accepted', count: 1 });
    assert.deepEqual([health.series, health.dropped, health.dropped_by_reason.series_limit], [50, 10, 10]);
  });

  it('knows a label set again whatever the order of its labels, numbers and booleans as text', async (t) => {
    const { send, call } = await startMetricsCollector(t);

    await send([
      point({ labels: { a: '1', b: 'true' } }),
      point({ labels: { b: true, a: 1 } }),
      point({ labels: { __proto__: 'x', constructor: 'y' } }),
    ]);

    assert.equal((await call('GET', '/health')).body.series, 2);
  });
});
