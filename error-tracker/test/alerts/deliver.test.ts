import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HOUR_MS, SECOND_MS } from '@monlight/shared/time';
import { SERVER_ERROR, startFakePostmark, UNAUTHORIZED, UNPROCESSABLE, type Behaviour } from '../fake-postmark.ts';
import { messagesOf, startAlerts, until } from './support.ts';

/** Longer than the first wait between two attempts, jitter included. */
const AFTER_FIRST_RETRY_MS = 6 * SECOND_MS;

describe('delivery of alerts', () => {
  it('sends each alert once while Postmark is well', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, settled } = startAlerts(t, postmark);

    report('a', 'b', 'c');
    await settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['a', 'b', 'c']);
    assert.equal(postmark.requests.length, 3);
  });

  it('sends each alert exactly once through an outage of every kind', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, settled, lines } = startAlerts(t, postmark);
    const warnings = () => lines.filter((line) => line.level === 'WARN').length;

    await postmark.down();
    report('down');
    await until(() => warnings() === 1, 'a refused connection is told');
    await postmark.up();
    for (const [index, behaviour] of (['reset', SERVER_ERROR, UNAUTHORIZED] as Behaviour[]).entries()) {
      postmark.meet(behaviour);
      report(`outage ${index}`);
      await until(() => warnings() === index + 2, 'a failed attempt is told');
    }
    postmark.meet('slow');
    report('slow');
    pass(AFTER_FIRST_RETRY_MS);
    await until(() => postmark.accepted.length === 4, 'as many are under way as may be');
    postmark.meet('ok');
    postmark.release();
    await settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['down', 'outage 0', 'outage 1', 'outage 2', 'slow']);
  });

  it('sends the others while Postmark is slow with some', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet((mail) => (mail.Subject.includes('slow') ? 'slow' : 'ok'));
    const { report, alerts, settled } = startAlerts(t, postmark);

    report('slow 1', 'slow 2', 'slow 3', 'a', 'b', 'c', 'd', 'e');
    await until(() => alerts.status().pending === 3, 'only the slow ones are left');
    const before = messagesOf(postmark.accepted).filter((message) => !message.startsWith('slow'));
    postmark.release();
    await settled();

    assert.deepEqual(before, ['a', 'b', 'c', 'd', 'e']);
    assert.equal(postmark.requests.length, 8);
  });

  it('gives up what Postmark refuses for good, and tells it in the log and the status', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet((mail) => (mail.Subject.includes('bad') ? UNPROCESSABLE : 'ok'));
    const { report, alerts, settled, lines, time } = startAlerts(t, postmark);

    report('bad', 'good');
    await settled();

    const detail = "Invalid 'From' address: 'nobody@example.com'. (HTTP 422, Postmark error 300)";
    const subject = '[shop] ValueError: bad';
    assert.deepEqual(messagesOf(postmark.accepted), ['good']);
    assert.deepEqual(alerts.status().failed, [
      { id: 1, kind: 'created', groupId: 1, subject, detail, failedAt: time.now() },
    ]);
    const errors = lines.filter((line) => line.level === 'ERROR');
    assert.deepEqual(
      errors.map((line) => [line['subject'], line['detail']]),
      [[subject, detail]],
    );
  });

  it('waits twice as long after each failure, up to 15 minutes', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(SERVER_ERROR);
    const { report, pass, outbox } = startAlerts(t, postmark);
    const waits = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900].map((seconds) => seconds * SECOND_MS);

    report('a');
    for (const [index, wait] of waits.entries()) {
      await until(() => postmark.requests.length === index + 1 && outbox.due(1).length === 0, 'the attempt has failed');
      pass(wait * 0.79);
      assert.deepEqual(outbox.due(1), [], `not due before ${wait} ms`);
      pass(wait * 0.42);
    }

    assert.equal(outbox.counts().pending, 1);
  });

  it('does not try again before the time that Postmark names', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet({ status: 429, headers: { 'retry-after': '600' } });
    const { report, pass, outbox, settled } = startAlerts(t, postmark);

    report('a');
    await until(() => postmark.requests.length === 1 && outbox.due(1).length === 0, 'the attempt has failed');
    postmark.meet('ok');
    pass(599 * SECOND_MS);
    const early = outbox.due(1);
    pass(SECOND_MS);
    await settled();

    assert.deepEqual(early, []);
    assert.equal(postmark.accepted.length, 1);
  });

  it('gives up after 24 hours and says so', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(UNAUTHORIZED);
    const { report, pass, outbox, alerts, settled, lines } = startAlerts(t, postmark);

    report('a');
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await until(() => postmark.requests.length === attempt && outbox.due(1).length === 0, 'the attempt has failed');
      pass(2 * HOUR_MS);
    }
    await settled();

    assert.match(alerts.status().failed[0]?.detail ?? '', /^Given up after 24 hours: No Account or Server API tokens/);
    assert.equal(lines.filter((line) => line.level === 'ERROR').length, 1);
  });

  it('repeats a mail whose answer got lost under the same Message-ID', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet('lost');
    const { report, pass, outbox, settled } = startAlerts(t, postmark);

    report('a');
    await until(() => postmark.accepted.length === 1 && outbox.due(1).length === 0, 'the attempt has failed');
    postmark.meet('ok');
    pass(AFTER_FIRST_RETRY_MS);
    await settled();

    const [first, second] = postmark.accepted;
    assert.equal(postmark.accepted.length, 2);
    assert.deepEqual(first?.Headers, second?.Headers);
    assert.deepEqual(first?.Metadata, second?.Metadata);
  });

  it('does not repeat a mail whose answer broke off after the 200', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet('torn');
    const { report, settled } = startAlerts(t, postmark);

    report('a');
    await settled();

    assert.equal(postmark.accepted.length, 1);
  });

  it('does not repeat a mail because the database could not take note of it', async (t) => {
    const postmark = await startFakePostmark(t);
    const { report, pass, db, settled, lines } = startAlerts(t, postmark);
    const failures = () => lines.filter((line) => line.msg.startsWith('alert delivery failed')).length;

    db.exec("CREATE TRIGGER full BEFORE UPDATE ON alerts BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
    report('a');
    await until(() => failures() === 1, 'the failure is told');
    pass(AFTER_FIRST_RETRY_MS);
    report('b');
    await until(() => postmark.accepted.length === 2, 'the other mail goes on its way');
    db.exec('DROP TRIGGER full');
    pass(AFTER_FIRST_RETRY_MS);
    await settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['a', 'b']);
  });
});

describe('stopping and starting delivery', () => {
  it('sends after a restart what was owed before it, once', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet(SERVER_ERROR);
    const first = startAlerts(t, postmark);

    first.report('a', 'b', 'c', 'd', 'e', 'f');
    await until(() => first.outbox.due(10).length === 0, 'each was tried');
    await first.alerts.stop();
    postmark.meet('ok');
    const second = startAlerts(t, postmark, first);
    await second.settled();

    assert.deepEqual(messagesOf(postmark.accepted), ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('lets a mail that is under way arrive before it stops', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet('slow');
    const { report, alerts } = startAlerts(t, postmark);

    report('a');
    await until(() => postmark.accepted.length === 1, 'the mail is under way');
    const stopped = alerts.stop();
    postmark.release();
    await stopped;

    assert.equal(alerts.status().pending, 0);
  });

  it('cuts off after a second what gets no answer, and keeps it', async (t) => {
    const postmark = await startFakePostmark(t);
    postmark.meet('slow');
    const { report, alerts, outbox } = startAlerts(t, postmark);

    report('a');
    await until(() => postmark.accepted.length === 1, 'the mail is under way');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const stopped = alerts.stop();
    await nextTurn();
    t.mock.timers.tick(SECOND_MS);
    await stopped;

    assert.deepEqual(alerts.status(), { pending: 1, held: 0, failed: [] });
    assert.equal(outbox.due(1)[0]?.attempts, 0);
  });
});
