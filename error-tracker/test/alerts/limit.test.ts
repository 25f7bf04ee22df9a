import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import { SERVER_ERROR, startFakePostmark } from '../fake-postmark.ts';
import { messagesOf, startAlerts, until } from './support.ts';

function digestsIn(mails: readonly { Subject: string }[]): string[] {
  return mails.map(({ Subject }) => Subject).filter((subject) => subject.startsWith('[Monlight]'));
}

describe('the limit of mails an hour', () => {
  it('turns 500 new groups within a minute into 20 mails and one digest of the other 480', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, alerts } = startAlerts(t, postmark);

    for (let told = 0; told < 500; told += 1) {
      report(`error ${told}`);
      pass(100);
    }
    await settled();
    const atOnce = [...postmark.accepted];
    pass(MINUTE_MS);
    await until(() => alerts.status().held === 0, 'the digest is made');
    await settled();
    pass(2 * HOUR_MS);
    await settled();

    assert.equal(atOnce.length, 20);
    assert.deepEqual(digestsIn(atOnce), []);
    assert.equal(postmark.accepted.length, 21);
    assert.deepEqual(digestsIn(postmark.accepted), ['[Monlight] 480 more errors were held back']);
    const text = postmark.accepted[20]?.TextBody ?? '';
    const listed = text.match(/https:\/\/errors\.example\.com\/errors\/\d+/g)?.length ?? 0;
    const counted = Number(/and (\d+) more/.exec(text)?.[1]);
    assert.equal(listed + counted, 480);
  });

  it('tells of a flood that goes on after five minutes, then once an hour, and of every error in it', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, alerts, time } = startAlerts(t, postmark, { limitPerHour: 1 });
    const start = time.now();
    const digestMinutes: number[] = [];

    for (let told = 0; told < 360; told += 1) {
      report(`error ${told}`);
      await settled();
      pass(MINUTE_MS / 2);
      const seen = digestsIn(postmark.accepted).length;
      if (seen > digestMinutes.length) digestMinutes.push((time.now() - start) / MINUTE_MS);
    }

    const counts = digestsIn(postmark.accepted).map((subject) => Number(/\d+/.exec(subject)?.[0]));
    const alone = postmark.accepted.length - counts.length;
    const accountedFor = alone + counts.reduce((sum, count) => sum + count, 0) + alerts.status().held;
    const [first = 0, ...others] = digestMinutes.map((minute, index) => minute - (digestMinutes[index - 1] ?? 0));
    assert.equal(accountedFor, 360);
    assert.ok(first >= 5 && first <= 7, `first digest after ${first} minutes`);
    assert.equal(others.length, 2);
    for (const gap of others) assert.ok(gap >= 60 && gap <= 63, `next digest after ${gap} minutes`);
  });

  it('holds for a restarted service too, and ends with the hour', async (t) => {
    const postmark = await startFakePostmark(t);
    const first = startAlerts(t, postmark, { limitPerHour: 3 });

    first.report('a', 'b', 'c');
    await first.settled();
    await first.alerts.stop();
    const second = startAlerts(t, postmark, { ...first, limitPerHour: 3 });
    second.report('d');
    const { held } = second.alerts.status();
    second.time.advance(HOUR_MS);
    second.report('e');
    await second.settled();

    assert.equal(held, 1);
    assert.ok(messagesOf(postmark.accepted).includes('e'));
  });

  it('counts mails that Postmark has not taken yet', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(SERVER_ERROR);
    const { report, outbox, alerts } = startAlerts(t, postmark, { limitPerHour: 3 });

    report('a', 'b', 'c');
    await until(() => outbox.due(1).length === 0, 'each was tried');
    report('d');

    assert.deepEqual(alerts.status(), { pending: 3, held: 1, failed: [] });
  });

  it('makes no second digest while one is still owed', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, alerts, outbox } = startAlerts(t, postmark, { limitPerHour: 1 });
    const isTried = () => outbox.due(1).length === 0;

    report('a', 'b');
    await settled();
    postmark.meet(SERVER_ERROR);
    report('c');
    pass(MINUTE_MS);
    await until(() => alerts.status().held === 0 && isTried(), 'the digest was tried');
    report('d');
    pass(3 * HOUR_MS);
    await until(() => postmark.requests.length === 3 && isTried(), 'the digest was tried again');
    const inOutage = alerts.status();
    postmark.meet('ok');
    pass(HOUR_MS);
    await settled();
    pass(HOUR_MS);
    await until(() => alerts.status().held === 0, 'the next digest is made');
    await settled();

    assert.deepEqual(inOutage, { pending: 1, held: 1, failed: [] });
    assert.deepEqual(digestsIn(postmark.accepted), [
      '[Monlight] 2 more errors were held back',
      '[Monlight] 1 more error was held back',
    ]);
  });

  it('neither loses nor repeats a digest when the service stops before it is sent', async (t) => {
    const postmark = await startFakePostmark(t);
    const first = startAlerts(t, postmark, { limitPerHour: 1 });

    first.report('a', 'b', 'c');
    await first.settled();
    postmark.meet(SERVER_ERROR);
    first.pass(MINUTE_MS);
    await until(() => first.alerts.status().held === 0 && first.outbox.due(1).length === 0, 'the digest was tried');
    await first.alerts.stop();
    postmark.meet('ok');
    const second = startAlerts(t, postmark, { ...first, limitPerHour: 1 });
    await second.settled();

    assert.deepEqual(digestsIn(postmark.accepted), ['[Monlight] 2 more errors were held back']);
  });
});
