import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSetClock, jumps } from '@monlight/shared/testing/set-clock';
import { DAY_MS } from '@monlight/shared/time';
import { openTail } from '../event-stream.ts';
import { startLogViewer } from '../start.ts';

describe('a log viewer whose clock is set', () => {
  for (const { name, days } of jumps) {
    it(`${name} follows on at once, and completes entries that are open`, async (t) => {
      const clock = createSetClock();
      const { docker, stored, url, call } = await startLogViewer(t, {
        now: clock.now,
        // Longer than anything here takes: what is seen was not found by looking anew.
        env: { POLL_INTERVAL: '3600' },
        tailTimes: { heartbeatMs: 50 },
      });
      const container = docker.create({ name: 'web' });
      const tail = await openTail(t, url);
      container.print('stdout', 'first');
      await stored(1);
      await tail.until(() => tail.messages().length === 1);

      clock.jump(days * DAY_MS);
      // Looks unfinished, so a live tail has it only after a silence.
      container.print('stderr', 'Traceback (most recent call last):\n  File "/app/main.py", line 1, in main');
      await tail.until(() => tail.messages().length === 2);
      const beats = tail.events.length;
      await tail.until(({ length }) => length >= beats + 2);
      const health = await call('GET', '/health');

      assert.match(tail.messages()[1] ?? '', /^Traceback/);
      assert.equal(health.status, 200);
    });
  }
});

describe('a log line whose time', () => {
  const cases: [what: string, time: string, found: string][] = [
    ['is a year ahead', '2027-01-23T15:30:00.5Z', '2027-01-23T15:30:00.500Z'],
    ['is a year behind', '2025-01-23T15:30:00Z', '2025-01-23T15:30:00.000Z'],
    ['is a leap second', '2016-12-31T23:59:60.25Z', '2017-01-01T00:00:00.250Z'],
    ['is of the last century', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['cannot be read', 'yesterday', '2026-01-23T15:30:00.000Z'],
  ];
  for (const [what, time, expected] of cases) {
    it(`${what} is kept, and found by its time`, async (t) => {
      const now = Date.parse('2026-01-23T15:30:00Z');
      const { docker, stored, entries } = await startLogViewer(t, { now: () => now });
      const container = docker.create({ name: 'web' });

      container.write(`${JSON.stringify({ log: 'odd\n', stream: 'stdout', time })}\n`);
      await stored(1);
      const all = await entries();
      const inTime = await entries({ since: expected, until: expected });

      assert.deepEqual(
        all.map(({ timestamp, message }) => [timestamp, message]),
        [[expected, 'odd']],
      );
      assert.deepEqual(inTime, all);
    });
  }
});
