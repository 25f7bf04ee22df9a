import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createPostmark, type PostmarkOptions, type SendResult } from '../../src/alerts/postmark.ts';
import { SERVER_ERROR, startFakePostmark, UNAUTHORIZED, UNPROCESSABLE, type Behaviour } from '../fake-postmark.ts';
import { until } from './support.ts';

const MAIL = { subject: 'the subject', text: 'the text', html: '<p>the text</p>' };
const NOW = Date.parse('2026-01-23T15:30:00Z');
const never = new AbortController().signal;

async function start(t: TestContext, options: Partial<PostmarkOptions> = {}) {
  const postmark = await startFakePostmark(t);
  const channel = createPostmark({
    token: 'the-token',
    from: 'monlight@example.com',
    to: ['ann@example.com', 'bob@example.com'],
    apiUrl: postmark.url,
    fetch,
    now: () => NOW,
    ...options,
  });
  return { postmark, channel, send: (signal = never) => channel.send(MAIL, 'alert-7-123', signal) };
}

function detailOf(result: SendResult): string {
  return result.status === 'sent' ? '' : result.detail;
}

describe('a mail to Postmark', () => {
  it('goes to all addresses at once, in the default stream, with an identity of its own', async (t) => {
    const { postmark, send } = await start(t);

    const result = await send();

    assert.deepEqual(result, { status: 'sent' });
    assert.deepEqual(postmark.requests, [{ path: '/email', token: 'the-token' }]);
    assert.deepEqual(postmark.accepted, [
      {
        From: 'monlight@example.com',
        To: 'ann@example.com, bob@example.com',
        Subject: 'the subject',
        TextBody: 'the text',
        HtmlBody: '<p>the text</p>',
        Headers: [
          { Name: 'Message-ID', Value: '<alert-7-123@example.com>' },
          { Name: 'X-PM-KeepID', Value: 'true' },
        ],
        Metadata: { 'monlight-alert': 'alert-7-123' },
      },
    ]);
  });

  it('takes the domain of its Message-ID from a sender with a name', async (t) => {
    const { postmark, send } = await start(t, { from: 'Monlight <monlight@mail.example.com>' });

    await send();

    assert.equal(postmark.accepted[0]?.Headers[0]?.Value, '<alert-7-123@mail.example.com>');
  });

  for (const suffix of ['/', '/proxy/postmark', '/proxy/postmark/']) {
    it(`goes to an address that ends with ${suffix}`, async (t) => {
      const { postmark } = await start(t);
      const { send } = await start(t, { apiUrl: `${postmark.url}${suffix}` });

      const result = await send();

      assert.equal(result.status, 'sent');
      assert.equal(postmark.requests[0]?.path, `${suffix}/email`.replace('//', '/'));
    });
  }

  it('goes over TLS to an https address', async (t) => {
    let asked: unknown;
    const { send } = await start(t, {
      apiUrl: 'https://mail.example.com:8443/x',
      fetch: async (input) => {
        asked = input;
        return Response.json({ ErrorCode: 0 });
      },
    });

    await send();

    assert.equal(asked, 'https://mail.example.com:8443/x/email');
  });

  const answers: [name: string, behaviour: Behaviour, result: SendResult][] = [
    [
      '422 is refused in Postmark’s words',
      UNPROCESSABLE,
      {
        status: 'refused',
        detail: "Invalid 'From' address: 'nobody@example.com'. (HTTP 422, Postmark error 300)",
      },
    ],
    ['400 is refused', { status: 400 }, { status: 'refused', detail: 'Request returned status code 400 (HTTP 400)' }],
    ['413 is refused', { status: 413 }, { status: 'refused', detail: 'Request returned status code 413 (HTTP 413)' }],
    [
      '401 may pass, since a token can be mended',
      UNAUTHORIZED,
      {
        status: 'again',
        detail: 'No Account or Server API tokens were supplied in the HTTP headers. (HTTP 401, Postmark error 10)',
        retryAfterMs: 0,
      },
    ],
    ['500 may pass', SERVER_ERROR, { status: 'again', detail: 'Internal Server Error (HTTP 500)', retryAfterMs: 0 }],
    [
      'a connection that breaks may pass',
      'reset',
      { status: 'again', detail: 'Postmark could not be reached: other side closed', retryAfterMs: 0 },
    ],
    ['an answer that breaks off after its 200 is an acceptance', 'torn', { status: 'sent' }],
    ['an empty 200 is an acceptance', { status: 200 }, { status: 'sent' }],
  ];
  for (const [name, behaviour, expected] of answers) {
    it(name, async (t) => {
      const { postmark, send } = await start(t);
      postmark.meet(behaviour);

      const result = await send();

      assert.deepEqual(result, expected);
    });
  }

  for (const status of [403, 404, 407, 408, 425, 429, 502, 503]) {
    it(`${status} may pass`, async (t) => {
      const { postmark, send } = await start(t);
      postmark.meet({ status });

      const result = await send();

      assert.equal(result.status, 'again');
    });
  }

  const times: [header: string, ms: number][] = [
    ['30', 30_000],
    [new Date(NOW + 45_000).toUTCString(), 45_000],
    [new Date(NOW - 45_000).toUTCString(), 0],
    ['86400', 3_600_000],
    ['soon', 0],
  ];
  for (const [header, retryAfterMs] of times) {
    it(`reads Retry-After: ${header}`, async (t) => {
      const { postmark, send } = await start(t);
      postmark.meet({ status: 503, headers: { 'retry-after': header } });

      const result = await send();

      assert.equal(result.status === 'again' && result.retryAfterMs, retryAfterMs);
    });
  }

  it('says why Postmark cannot be reached', async (t) => {
    const { postmark, send } = await start(t);
    await postmark.down();

    const result = await send();

    assert.match(detailOf(result), /^Postmark could not be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
  });

  it('does not take any web page for Postmark', async (t) => {
    const { send } = await start(t, { fetch: async () => new Response('<h1>Welcome</h1>') });

    const result = await send();

    assert.equal(result.status, 'again');
    assert.match(detailOf(result), /does not answer as Postmark does$/);
  });

  it('does not follow a redirect with the token', async (t) => {
    const { postmark, send } = await start(t);
    const target = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(target, 'listening');
    t.after(() => target.close());
    let seen = 0;
    target.on('request', () => (seen += 1));
    postmark.meet({
      status: 307,
      headers: { location: `http://127.0.0.1:${(target.address() as AddressInfo).port}/` },
    });

    const result = await send();

    assert.deepEqual([result.status, seen], ['again', 0]);
  });

  it('never tells the token, not even one that no header can carry', async (t) => {
    const { send } = await start(t, { token: 'secret\npart' });

    const result = await send();

    assert.equal(result.status, 'again');
    assert.doesNotMatch(detailOf(result), /secret|part/);
  });

  it('keeps what Postmark says to one line of bounded length', async (t) => {
    const { postmark, send } = await start(t);
    postmark.meet({ status: 422, body: { ErrorCode: 300, Message: `a\n${'b'.repeat(100_000)}` } });

    const result = await send();

    assert.match(detailOf(result), /^a b{498} \(HTTP 422, Postmark error 300\)$/);
  });

  it('waits a minute for an answer, and no longer', async (t) => {
    const { postmark, send } = await start(t);
    const timeout = new AbortController();
    const mock = t.mock.method(AbortSignal, 'timeout', () => timeout.signal);
    postmark.meet('slow');

    const sending = send();
    await until(() => postmark.accepted.length === 1, 'the mail is under way');
    timeout.abort(new Error('The operation was aborted due to timeout'));
    const result = await sending;

    assert.deepEqual(mock.mock.calls[0]?.arguments, [60_000]);
    assert.match(detailOf(result), /aborted due to timeout/);
  });

  it('can be called off', async (t) => {
    const { postmark, send } = await start(t);
    const stop = new AbortController();
    postmark.meet('slow');

    const sending = send(stop.signal);
    await until(() => postmark.accepted.length === 1, 'the mail is under way');
    stop.abort();
    const result = await sending;

    assert.equal(result.status, 'again');
  });
});
