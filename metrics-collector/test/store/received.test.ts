import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '@monlight/shared/testing/until';
import { HOUR_MS } from '@monlight/shared/time';
import { startMetricsCollector, type MetricsCollector } from '../start.ts';

const START = Date.UTC(2026, 0, 10, 12, 30);
const points = (count: number) => Array.from({ length: count }, () => ({ name: 'sent', type: 'counter', value: 1 }));

const received = async ({ call }: MetricsCollector) =>
  (await call('GET', '/health')).body.metrics_received_24h as number;

const found = async ({ call }: MetricsCollector) => {
  const { body } = await call('GET', '/api/metrics?name=sent&period=7d');
  return (body.data as { sum: number }[]).reduce((total, { sum }) => total + sum, 0);
};

/** Waits until it has rolled up what there was when it started; with a long interval it does so no more. */
const rolledUp = ({ call }: MetricsCollector) =>
  until('it has rolled up', async () => (await call('GET', '/health')).body.last_aggregation !== null);

const chunks = ({ db }: MetricsCollector) => db.prepare<[], number>('SELECT count(*) FROM chunks').pluck().get();

describe('the points that were received within a day', () => {
  it('are counted over restarts, whether their chunks were rolled up, forgotten, or neither', async (t) => {
    let time = START;
    const options = { now: () => time, env: { AGGREGATION_INTERVAL: '1', RETENTION_RAW: '1h' } };
    const first = await startMetricsCollector(t, options);
    await first.send(points(3));
    time += 2 * HOUR_MS;
    await first.send(points(40));
    await until('the first are forgotten', () => chunks(first) === 1);
    await first.stop();

    const second = await startMetricsCollector(t, {
      ...options,
      env: { AGGREGATION_INTERVAL: '86400' },
      folder: first.folder,
    });
    await rolledUp(second);
    await second.send(points(500));
    assert.equal(await received(second), 543);
    await second.stop();
    const third = await startMetricsCollector(t, { ...options, folder: first.folder });

    assert.equal(await received(third), 543);
    assert.equal(await found(third), 543);
    time += 23 * HOUR_MS;
    assert.equal(await received(third), 540);
    time += 2 * HOUR_MS;
    assert.equal(await received(third), 0);
  });

  it('are counted once where a version before 005 has counted them with each commit', async (t) => {
    const options = { now: () => START, env: { AGGREGATION_INTERVAL: '86400' } };
    const before = await startMetricsCollector(t, options);
    await rolledUp(before);
    await before.send(points(7));
    before.db.exec(`
      ALTER TABLE chunks RENAME TO moved;
      CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, points BLOB NOT NULL) STRICT;
      INSERT INTO chunks SELECT * FROM moved;
      DROP TABLE moved;
      INSERT INTO received (hour, points) VALUES (${Math.floor(START / HOUR_MS)}, 7);
      ALTER TABLE watermark DROP COLUMN received_chunk;
      UPDATE _meta SET value = '4' WHERE key = 'schema_version'`);
    await before.stop();

    const after = await startMetricsCollector(t, { ...options, folder: before.folder });
    await after.send(points(20));

    assert.equal(await received(after), 27);
    assert.equal(await found(after), 27);
  });
});
