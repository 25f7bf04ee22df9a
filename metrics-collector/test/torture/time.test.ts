import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSetClock, jumps } from '@monlight/shared/testing/set-clock';
import { DAY_MS, MINUTE_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector } from '../start.ts';

const YEAR_MS = 365 * DAY_MS;

const counter = (value: number) => ({ name: 'c', type: 'counter', value });
const gauge = (value: number) => ({ name: 'g', type: 'gauge', value });

describe('a metrics collector whose clock is set', () => {
  for (const { name, days } of jumps) {
    it(`${name} rolls up what came before and after, each point once`, async (t) => {
      const clock = createSetClock();
      const { send, call } = await startMetricsCollector(t, { now: clock.now });
      const since = toIso(clock.now() - 2 * DAY_MS);
      const until = toIso(clock.now() + 2 * DAY_MS);
      const total = async (resolution: string): Promise<number> => {
        const { body } = await call(
          'GET',
          `/api/metrics?name=c&resolution=${resolution}&since=${since}&until=${until}`,
        );
        return (body.data as { sum: number }[]).reduce((sum, row) => sum + row.sum, 0);
      };
      await send([counter(1)]);
      await total('minute');
      await send([counter(2)]);

      clock.jump(days * DAY_MS);
      const answer = await send([counter(4)]);

      assert.deepEqual([answer.status, answer.body], [202, { status: 'accepted', count: 1 }]);
      assert.deepEqual([await total('minute'), await total('hour')], [7, 7]);
      assert.equal((await call('GET', '/health')).status, 200);
      assert.equal((await call('GET', '/api/dashboard?period=24h')).status, 200);
    });

    it(`${name} shows the value of a gauge that came last`, async (t) => {
      const clock = createSetClock();
      const { send, call } = await startMetricsCollector(t, { now: clock.now });
      await send([gauge(1)]);
      const before = await call('GET', '/metrics');

      clock.jump(days * DAY_MS);
      await send([gauge(2)]);
      const after = await call('GET', '/metrics');

      assert.match(before.body, /^g 1$/m);
      assert.match(after.body, /^g 2$/m);
    });
  }
});

describe('a point of a client whose clock', () => {
  const NOW = Date.parse('2017-01-01T00:00:30Z');
  const cases: [what: string, timestamp: string, dropped: string | null][] = [
    ['is a year ahead is left out, and that is told', toIso(NOW + YEAR_MS), 'Left out: 1 more than 5 minutes ahead'],
    ['is a year behind is left out, and that is told', toIso(NOW - YEAR_MS), 'Left out: 1 older than RETENTION_RAW'],
    ['is a minute ahead is taken', toIso(NOW + MINUTE_MS), null],
    ['shows a leap second is taken', '2016-12-31T23:59:60Z', null],
  ];
  for (const [what, timestamp, dropped] of cases) {
    it(what, async (t) => {
      const { send, call } = await startMetricsCollector(t, { now: () => NOW });

      const { status, body } = await send([{ ...counter(1), timestamp }]);
      const health = await call('GET', '/health');

      assert.equal(status, 202);
      assert.deepEqual([body.count, body.detail ?? null], dropped === null ? [1, null] : [0, dropped]);
      assert.equal(health.body.dropped, dropped === null ? 0 : 1);
    });
  }

  it('shows no time at all is told so', async (t) => {
    const { send } = await startMetricsCollector(t, { now: () => NOW });

    const { status, body } = await send([{ ...counter(1), timestamp: '2016-12-31T23:59:61Z' }]);

    assert.equal(status, 400);
    assert.match(body.detail, /timestamp.* must be /);
  });
});
