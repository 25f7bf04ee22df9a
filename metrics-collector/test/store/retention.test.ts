import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector, type MetricsCollector } from '../start.ts';

const RETENTION = { RETENTION_RAW: '10', RETENTION_MINUTE: '60', RETENTION_HOURLY: '1h', AGGREGATION_INTERVAL: '1' };

function rows({ db }: MetricsCollector, table: string): number {
  return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
}

/** Waits for a clean-up that began after now. */
async function cleaned(collector: MetricsCollector, clock: number): Promise<void> {
  const { body } = await collector.call('GET', '/health');
  for (;;) {
    await delay(20);
    const next = (await collector.call('GET', '/health')).body.last_aggregation;
    if (next !== body.last_aggregation || next === toIso(clock)) return;
  }
}

describe('retention', () => {
  it('forgets points, minutes, hours and series one after the other, and the file stays small', async (t) => {
    let clock = Date.UTC(2026, 0, 10, 12);
    const collector = await startMetricsCollector(t, { now: () => clock, env: RETENTION });
    const send = (n: number) =>
      collector.send(
        Array.from({ length: 500 }, (_, index) => ({
          name: 'm',
          type: 'histogram',
          value: index + 1,
          labels: { index: index % 50, n: n % 3 },
        })),
      );

    const sizes: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      await send(n);
      clock += 450 * SECOND_MS;
      await cleaned(collector, clock);
      await cleaned(collector, clock);
      sizes.push(collector.db.pragma('page_count', { simple: true }) as number);
    }
    const kept = { chunks: rows(collector, 'chunks'), minutes: rows(collector, 'minutes') };
    clock += 2 * HOUR_MS;
    await cleaned(collector, clock);
    await cleaned(collector, clock);

    assert.ok(kept.chunks <= 1);
    assert.equal(kept.minutes, 0);
    assert.ok((sizes.at(-1) ?? 0) <= 2.5 * (sizes[1] ?? 0), sizes.join(' '));
    assert.equal(rows(collector, 'hours'), 0);
    assert.equal(rows(collector, 'series'), 0);
    assert.deepEqual((await collector.call('GET', '/api/metrics/names')).body, { metrics: [] });
    assert.equal((await collector.call('GET', '/health')).body.series, 0);

    await send(1);
    assert.equal((await collector.call('GET', '/api/metrics?name=m&period=1h')).body.data[0].count, 500);
  });

  it('forgets points that came before the clock was set back, and all after them in their time', async (t) => {
    let clock = Date.UTC(2027, 0, 10, 12);
    const collector = await startMetricsCollector(t, { now: () => clock, env: RETENTION });
    for (let n = 0; n < 3; n += 1) await collector.send([{ name: 'm', type: 'counter', value: 1 }]);
    await cleaned(collector, clock);
    clock = Date.UTC(2026, 0, 10, 12);
    for (let n = 0; n < 3; n += 1) await collector.send([{ name: 'm', type: 'counter', value: 1 }]);

    for (let n = 0; n < 3; n += 1) {
      clock += 11 * SECOND_MS;
      await cleaned(collector, clock);
    }

    // The last one says up to where buckets go.
    assert.ok(rows(collector, 'chunks') <= 1);
  });
});
