import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SERVER_ERROR, startFakePostmark, UNPROCESSABLE } from '../fake-postmark.ts';
import { startErrorTracker } from '../start.ts';
import { createTime, until } from './support.ts';

async function startWithPostmark(t: TestContext) {
  const postmark = await startFakePostmark(t);
  const time = createTime();
  const env = {
    POSTMARK_API_TOKEN: 'the-token',
    POSTMARK_FROM_EMAIL: 'monlight@example.com',
    ALERT_EMAILS: 'ann@example.com, bob@example.com',
    POSTMARK_API_URL: postmark.url,
    BASE_URL: 'https://errors.example.com/',
  };
  return { postmark, time, ...(await startErrorTracker(t, { env, now: time.now })) };
}

describe('GET /api/alerts', () => {
  it('says what is missing while alerts are off', async (t) => {
    const { call } = await startErrorTracker(t, { env: { POSTMARK_API_TOKEN: 'the-token' } });

    const { status, body } = await call('GET', '/api/alerts');

    assert.equal(status, 200);
    assert.deepEqual(body, {
      enabled: false,
      missing: ['POSTMARK_FROM_EMAIL', 'ALERT_EMAILS'],
      pending: 0,
      held: 0,
      failed: [],
    });
  });

  it('shows what was refused, until that is dismissed', async (t) => {
    const { postmark, call, send } = await startWithPostmark(t);
    postmark.meet(UNPROCESSABLE);

    await send();
    await until(() => postmark.requests.length === 1, 'the mail was tried');
    let shown = await call('GET', '/api/alerts');
    while (shown.body.pending > 0) shown = await call('GET', '/api/alerts');
    const dismissed = await call('DELETE', '/api/alerts/failed');
    const after = await call('GET', '/api/alerts');

    assert.deepEqual(shown.body, {
      enabled: true,
      missing: [],
      pending: 0,
      held: 0,
      failed: [
        {
          id: 1,
          kind: 'created',
          group_id: 1,
          subject: '[shop] ValueError: no such item',
          detail: "Invalid 'From' address: 'nobody@example.com'. (HTTP 422, Postmark error 300)",
          failed_at: '2026-01-23T15:30:00.000Z',
        },
      ],
    });
    assert.equal(dismissed.status, 204);
    assert.deepEqual(after.body.failed, []);
  });
});

describe('an alert', () => {
  it('is mailed for a new error and for one that came back, with its link', async (t) => {
    const { postmark, call, send } = await startWithPostmark(t);

    await send();
    await send();
    await call('POST', '/api/errors/1/resolve');
    await send();
    await until(() => postmark.accepted.length === 2, 'both mails are sent');

    assert.deepEqual(postmark.accepted.map((mail) => mail.Subject).toSorted(), [
      '[shop] Regression: ValueError: no such item',
      '[shop] ValueError: no such item',
    ]);
    for (const mail of postmark.accepted) {
      assert.equal(mail.To, 'ann@example.com, bob@example.com');
      assert.match(mail.TextBody, /https:\/\/errors\.example\.com\/errors\/1\n/);
    }
  });

  it('does not delay the answer to a report while Postmark is slow', async (t) => {
    const { postmark, call, send } = await startWithPostmark(t);
    postmark.meet('slow');

    const { status } = await send();
    await until(() => postmark.accepted.length === 1, 'the mail is under way');
    const meanwhile = await call('GET', '/api/alerts');
    postmark.release();

    assert.equal(status, 201);
    assert.equal(meanwhile.body.pending, 1);
  });
});

describe('POST /api/test-alert', () => {
  it('sends a mail', async (t) => {
    const { postmark, call } = await startWithPostmark(t);

    const { status, body } = await call('POST', '/api/test-alert');

    assert.equal(status, 200);
    assert.deepEqual(body, { status: 'sent' });
    assert.equal(postmark.accepted[0]?.Subject, '[Monlight] Test alert');
  });

  it('answers 502 with Postmark’s own words when the mail is refused', async (t) => {
    const { postmark, call } = await startWithPostmark(t);
    postmark.meet(UNPROCESSABLE);

    const { status, body } = await call('POST', '/api/test-alert');

    assert.equal(status, 502);
    assert.deepEqual(body, {
      detail: "Invalid 'From' address: 'nobody@example.com'. (HTTP 422, Postmark error 300)",
    });
  });

  it('answers 502 when Postmark fails', async (t) => {
    const { postmark, call } = await startWithPostmark(t);
    postmark.meet(SERVER_ERROR);

    const { status, body } = await call('POST', '/api/test-alert');

    assert.equal(status, 502);
    assert.deepEqual(body, { detail: 'Internal Server Error (HTTP 500)' });
  });

  it('answers 503 with what is missing while alerts are off', async (t) => {
    const { call } = await startErrorTracker(t);

    const { status, body } = await call('POST', '/api/test-alert');

    assert.equal(status, 503);
    assert.deepEqual(body, { detail: 'Alerts are not configured: POSTMARK_API_TOKEN is not set' });
  });
});
