import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compose } from '../../src/alerts/compose.ts';
import { until } from '../alerts/support.ts';
import { startFakePostmark } from '../fake-postmark.ts';
import { startErrorTracker } from '../start.ts';

const INJECTED =
  'x\r\nBcc: evil@example.com\r\nContent-Type: text/html\r\n\r\n<script src="//evil.example"></script>"><a href="//evil.example">\u2028\u0085\0';
const BASE_URL = 'https://errors.example';

const fields = {
  project: INJECTED.slice(0, 100),
  exception_type: INJECTED,
  message: INJECTED,
  traceback: INJECTED,
  environment: INJECTED.slice(0, 20),
  request_url: `javascript:${INJECTED}`,
  request_method: 'G\r\nBcc: a',
  user_id: INJECTED,
};

/** What a mail must not hold, whatever it is about. */
function assertHarmless({ subject, html, text }: { subject: string; html: string; text: string }): void {
  assert.doesNotMatch(subject, /[\p{Cc}\p{Zl}\p{Zp}]/u);
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  assert.doesNotMatch(html, /<script|<img|javascript:[^<]*"/i);
  for (const [, address = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
    assert.ok(address.startsWith(BASE_URL), address);
  }
}

describe('a report that wants to write headers or HTML into its mail', () => {
  it('changes nothing but the words of subject and body', async (t) => {
    const postmark = await startFakePostmark(t);
    const { send, call } = await startErrorTracker(t, {
      env: {
        POSTMARK_API_TOKEN: 'the-token',
        POSTMARK_FROM_EMAIL: 'monlight@example.com',
        ALERT_EMAILS: 'ops@example.com',
        POSTMARK_API_URL: postmark.url,
        BASE_URL,
      },
    });

    await send(fields);
    await until(() => postmark.accepted.length === 1, 'the mail about the new error');
    await call('POST', '/api/errors/1/resolve');
    await send(fields);
    await until(() => postmark.accepted.length === 2, 'the mail about its return');

    for (const mail of postmark.accepted) {
      const { Subject: subject, TextBody: text, HtmlBody: html, Headers, Metadata, ...rest } = mail;
      assert.deepEqual(rest, { From: 'monlight@example.com', To: 'ops@example.com' });
      assert.deepEqual(
        Headers.map(({ Name }) => Name),
        ['Message-ID', 'X-PM-KeepID'],
      );
      assert.match(Headers.map(({ Value }) => Value).join(' '), /^<alert-\d+-\d+@example\.com> true$/);
      assert.match(JSON.stringify(Metadata), /^\{"monlight-alert":"alert-\d+-\d+"\}$/);
      assertHarmless({ subject, text, html });
    }
  });

  it('changes nothing but the words of a digest', () => {
    const entry = {
      kind: 'created',
      groupId: 1,
      exceptionType: INJECTED,
      message: INJECTED,
      environment: INJECTED,
    } as const;
    const content = { count: 2, since: 0, until: 1, projects: [{ project: 'p', count: 1, alerts: [entry] }] };

    const digest = compose({ id: 1, kind: 'digest', groupId: null, attempts: 0, createdAt: 0, content }, BASE_URL);

    assert.doesNotMatch(digest.subject, /\p{Cc}/u);
    assert.doesNotMatch(digest.html, /<script|href="\/\/evil/);
  });
});
