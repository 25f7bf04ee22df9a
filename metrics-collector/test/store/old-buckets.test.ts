import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '@monlight/shared/testing/until';
import { DAY_MS, MINUTE_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector, type MetricsCollector } from '../start.ts';

const START = Date.UTC(2026, 0, 10, 12, 30);
const NOW = START + 3 * DAY_MS;
const SECOND = 1000;
/** Oldest last, as if they had been late. */
const POINTS = [
  { value: 2.1, at: START + 40 * SECOND },
  { value: 3.5, at: START + 20 * SECOND },
  { value: 1.25, at: START + 5 * SECOND },
];
const METRICS = [
  { name: 'http_requests_total', type: 'counter' },
  { name: 'http_request_duration_seconds', type: 'histogram' },
  { name: 'depth', type: 'gauge' },
];
const labels = { endpoint: '/', method: 'GET', status: 200 };
const ENV = { AGGREGATION_INTERVAL: '1', RETENTION_RAW: '5d', RETENTION_MINUTE: '30d' };

const QUESTIONS = [
  ...['http_requests_total', 'http_request_duration_seconds', 'depth', 'once'].flatMap((name) => [
    `/api/metrics?name=${name}&resolution=minute&period=7d`,
    `/api/metrics?name=${name}&period=7d&labels=method:GET`,
    `/api/metrics?name=${name}&period=7d&group_by=endpoint`,
  ]),
  `/api/dashboard?since=${toIso(START - MINUTE_MS)}&until=${toIso(NOW)}`,
  '/api/dashboard?period=30d',
  '/metrics',
];

/** Answers without what the process tells of itself. */
async function ask({ call }: MetricsCollector): Promise<unknown[]> {
  const answers = [];
  for (const question of QUESTIONS) {
    const { status, body } = await call('GET', question);
    assert.equal(status, 200, question);
    answers.push(typeof body === 'string' ? body.split('\n').filter((line) => !line.includes('monlight')) : body);
  }
  return answers;
}

/** Waits until all points are in stored buckets. */
async function settled({ db }: MetricsCollector, points: number): Promise<void> {
  const read = db.prepare<[], number>('SELECT coalesce(sum(points), 0) FROM series WHERE group_keys IS NULL').pluck();
  await until('buckets are stored', () => read.get() === points);
}

describe('buckets that a version before 004 has stored', () => {
  it('give the answers that they gave, and take in what comes late', async (t) => {
    const options = { now: () => NOW, env: ENV };
    const before = await startMetricsCollector(t, options);
    await before.send([
      ...METRICS.flatMap((metric) =>
        POINTS.map(({ value, at }) => ({ ...metric, value, labels, timestamp: toIso(at) })),
      ),
      { name: 'once', type: 'gauge', value: 0.7, labels, timestamp: toIso(START) },
    ]);
    await settled(before, METRICS.length * POINTS.length + 1);
    const expected = await ask(before);
    for (const table of ['minutes', 'hours', 'days']) {
      before.db.exec(`
        UPDATE ${table} SET min = 1.25, max = 3.5, last = 2.1, last_time = ${START + 40 * SECOND} WHERE count = 3;
        UPDATE ${table} SET min = 0.7, max = 0.7, last = 0.7, last_time = ${START} WHERE count = 1;
        UPDATE _meta SET value = '3' WHERE key = 'schema_version'`);
    }
    before.db.exec('ALTER TABLE watermark DROP COLUMN received_chunk');
    await before.stop();

    const after = await startMetricsCollector(t, { ...options, folder: before.folder });
    assert.deepEqual(await ask(after), expected);

    const late = (value: number, at: number) => ({ name: 'depth', type: 'gauge', value, labels, timestamp: toIso(at) });
    const depth = async () => {
      const { body } = await after.call('GET', '/api/metrics?name=depth&period=7d');
      return body.data.map(({ count, min, max, last }: Record<string, number>) => [count, min, max, last]);
    };
    await after.send([late(9.5, START + 39 * SECOND)]);
    assert.deepEqual(await depth(), [[4, 1.25, 9.5, 2.1]]);
    await settled(after, METRICS.length * POINTS.length + 2);
    assert.deepEqual(await depth(), [[4, 1.25, 9.5, 2.1]]);
    await after.send([late(0.125, START + 40 * SECOND)]);
    await settled(after, METRICS.length * POINTS.length + 3);
    assert.deepEqual(await depth(), [[5, 0.125, 9.5, 0.125]]);
  });
});
