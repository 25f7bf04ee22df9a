import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createSetClock, jumps } from '@monlight/shared/testing/set-clock';
import { DAY_MS, HOUR_MS, SECOND_MS, toIso } from '@monlight/shared/time';
import { messagesOf, startAlerts, until } from '../alerts/support.ts';
import { SERVER_ERROR, startFakePostmark } from '../fake-postmark.ts';
import { API_KEY, startErrorTracker } from '../start.ts';

const YEAR_MS = 365 * DAY_MS;

async function start(t: TestContext, env: Record<string, string> = {}) {
  const clock = createSetClock();
  const tracker = await startErrorTracker(t, { now: clock.now, env });
  return { ...tracker, clock };
}

describe('an error tracker whose clock is set', () => {
  for (const { name, days } of jumps) {
    it(`${name} keeps sessions, health, lists and trends`, async (t) => {
      const { clock, call, send, url } = await start(t);
      const cookie = (await call('POST', '/api/session', { api_key: API_KEY })).headers.get('set-cookie') ?? '';
      await send({ count: 2 });

      clock.jump(days * DAY_MS);
      const again = await send({ count: 3 });
      const health = await call('GET', '/health');
      const list = await fetch(`${url}/api/errors`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
      const detail = await call('GET', '/api/errors/1');

      assert.deepEqual([again.status, again.body.count], [200, 5]);
      assert.deepEqual([health.status, list.status, detail.status], [200, 200, 200]);
      assert.equal(detail.body.trend_30d.length, 30);
      assert.equal(detail.body.trend_30d.at(-1), 3);
      assert.equal(detail.body.occurrences.length, 2);
    });

    it(`${name} locks nobody out by its limits`, async (t) => {
      const { clock, call } = await start(t, { RATE_LIMIT: '3' });
      for (let n = 0; n < 3; n += 1) await call('GET', '/api/errors');
      assert.equal((await call('GET', '/api/errors')).status, 429);

      clock.jump(days * DAY_MS);

      assert.equal((await call('GET', '/api/errors')).status, 200);
    });

    it(`${name} forgets no error that was resolved lately`, async (t) => {
      const first = await start(t);
      await first.send();
      await first.call('POST', '/api/errors/1/resolve');
      await first.stop();
      const clock = createSetClock();
      clock.jump(days * DAY_MS);

      // Retention runs at a start.
      const { call } = await startErrorTracker(t, { now: clock.now, folder: first.folder });

      assert.equal((await call('GET', '/api/errors/1')).status, 200);
    });
  }
});

describe('alerts whose clock is set', () => {
  it('a day back go on within their limit, which counts anew', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, alerts } = startAlerts(t, postmark, { limitPerHour: 2 });
    report('a', 'b');
    await settled();

    pass(-DAY_MS);
    report('c');
    await settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['a', 'b', 'c']);
    assert.equal(alerts.status().held, 0);
  });

  it('a day back do not wait a day with a digest', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, alerts } = startAlerts(t, postmark, { limitPerHour: 1 });
    report('a', 'b', 'c');
    await settled();

    pass(-DAY_MS);
    await until(() => alerts.status().held === 0, 'the digest is made');
    await settled();

    assert.equal(postmark.accepted.at(-1)?.Subject, '[Monlight] 2 more errors were held back');
  });

  it('a day back do not wait a day to try again', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(SERVER_ERROR);
    const { report, pass, settled, outbox } = startAlerts(t, postmark);
    report('a');
    await until(() => postmark.requests.length === 1 && outbox.due(1).length === 0, 'the attempt has failed');

    postmark.meet('ok');
    pass(-DAY_MS);
    await settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['a']);
  });

  it('a day ahead do not give up what was tried for a moment', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(SERVER_ERROR);
    const { report, pass, settled, outbox, alerts } = startAlerts(t, postmark);
    report('a');
    await until(() => postmark.requests.length === 1 && outbox.due(1).length === 0, 'the attempt has failed');

    pass(DAY_MS);
    await until(() => postmark.requests.length === 2 && outbox.due(1).length === 0, 'the second has failed');
    const { failed } = alerts.status();
    postmark.meet('ok');
    pass(HOUR_MS);
    await settled();

    assert.deepEqual(failed, []);
    assert.deepEqual(messagesOf(postmark.accepted), ['a']);
  });
});

describe('a report of a client whose clock', () => {
  const NOW = Date.parse('2026-01-23T15:30:00Z');
  const cases: [what: string, timestamp: string, seen: string][] = [
    ['is a year ahead happened now', toIso(NOW + YEAR_MS), toIso(NOW)],
    ['is a second ahead happened now', toIso(NOW + SECOND_MS), toIso(NOW)],
    ['is a year behind happened when it says', toIso(NOW - YEAR_MS), toIso(NOW - YEAR_MS)],
    ['shows a leap second happened a second later', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['shows a leap second elsewhere happened then, too', '2017-01-01T00:59:60.5+01:00', '2017-01-01T00:00:00.500Z'],
  ];
  for (const [what, timestamp, seen] of cases) {
    it(what, async (t) => {
      const { send, call } = await startErrorTracker(t, { now: () => NOW });

      const answer = await send({ timestamp });
      const { body } = await call('GET', '/api/errors/1');

      assert.equal(answer.status, 201);
      assert.deepEqual([body.first_seen, body.last_seen, body.occurrences[0].timestamp], [seen, seen, seen]);
    });
  }

  it('shows no time at all is told so', async (t) => {
    const { send } = await startErrorTracker(t, { now: () => NOW });

    const answer = await send({ timestamp: '2026-01-23T23:59:61Z' });

    assert.equal(answer.status, 400);
    assert.match(answer.body.detail, /^Field 'timestamp' must be /);
  });
});
