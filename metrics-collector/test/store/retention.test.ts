import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector, type MetricsCollector } from '../start.ts';

const RETENTION = { RETENTION_RAW: '10', RETENTION_MINUTE: '60', RETENTION_HOURLY: '1h', AGGREGATION_INTERVAL: '1' };

function rows({ db }: MetricsCollector, table: string): number {
  return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
}

describe('retention', () => {
  it('forgets points, minutes, hours and series one after the other, and the file stays small', async (t) => {
    let clock = Date.UTC(2026, 0, 10, 12);
    const collector = await startMetricsCollector(t, { now: () => clock, env: RETENTION });
    /** Waits for a clean-up that began after now. */
    async function cleaned(): Promise<void> {
      const { body } = await collector.call('GET', '/health');
      for (;;) {
        await delay(20);
        const next = (await collector.call('GET', '/health')).body.last_aggregation;
        if (next !== body.last_aggregation || next === toIso(clock)) return;
      }
    }
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
      await cleaned();
      await cleaned();
      sizes.push(collector.db.pragma('page_count', { simple: true }) as number);
    }
    const kept = { chunks: rows(collector, 'chunks'), minutes: rows(collector, 'minutes') };
    clock += 2 * HOUR_MS;
    await cleaned();
    await cleaned();

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
});
