import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRevokedSessions } from '@monlight/shared/revoked-sessions';
import { createSessionTokens, SESSION_MS } from '@monlight/shared/session-token';
import { DAY_MS } from '@monlight/shared/time';
import { API_KEY, startSmallService } from './small-service.ts';

type Call = Awaited<ReturnType<typeof startSmallService>>['call'];

/** Signs in and gives back the cookie as a browser would send it. */
async function signIn(call: Call, headers: Record<string, string> = {}): Promise<{ cookie: string; header: string }> {
  const answer = await call('POST', '/api/session', { body: JSON.stringify({ api_key: API_KEY }), headers });
  assert.equal(answer.status, 204);
  const header = answer.headers.get('set-cookie') ?? '';
  return { cookie: header.split(';')[0] ?? '', header };
}

/** What a browser sends: a cookie and no key. */
function browser(url: string, cookie: string) {
  return (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method, headers: { cookie, ...headers } });
}

describe('sessions', () => {
  it('stand for the key in a cookie that scripts cannot read', async (t) => {
    const { url, call } = await startSmallService(t);

    const { cookie, header } = await signIn(call);

    assert.match(header, /^monlight_small_service=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal((await browser(url, cookie)('GET', '/api/notes')).status, 200);
  });

  it('are marked secure behind TLS, which only a trusted proxy may tell', async (t) => {
    const trusting = await startSmallService(t, { env: { TRUST_PROXY: 'true' } });
    const wary = await startSmallService(t);
    const headers = { 'x-forwarded-proto': 'https' };

    assert.match((await signIn(trusting.call, headers)).header, /; Secure/);
    assert.doesNotMatch((await signIn(wary.call, headers)).header, /; Secure/);
  });

  it('need X-Requested-With to change something', async (t) => {
    const { url, call } = await startSmallService(t);
    const send = browser(url, (await signIn(call)).cookie);

    const crossSite = await send('DELETE', '/api/session');
    const own = await send('DELETE', '/api/session', { 'x-requested-with': 'monlight' });

    assert.equal(crossSite.status, 403);
    assert.deepEqual(await crossSite.json(), {
      detail: 'Requests that change something need the header X-Requested-With',
    });
    assert.equal(own.status, 204);
  });

  it('end when signed out, also for a copy of the cookie', async (t) => {
    const { url, call } = await startSmallService(t);
    const send = browser(url, (await signIn(call)).cookie);

    const out = await send('DELETE', '/api/session', { 'x-requested-with': 'monlight' });

    assert.match(out.headers.get('set-cookie') ?? '', /^monlight_small_service=;/);
    assert.equal((await send('GET', '/api/notes')).status, 401);
  });

  it('end after 30 days', async (t) => {
    const clock = { now: Date.now() };
    const { url, call } = await startSmallService(t, { now: () => clock.now });
    const send = browser(url, (await signIn(call)).cookie);

    clock.now += SESSION_MS - 1;
    const lastMoment = await send('GET', '/api/notes');
    clock.now += 1;
    const after = await send('GET', '/api/notes');

    assert.equal(lastMoment.status, 200);
    assert.equal(after.status, 401);
  });

  it('cannot be forged, prolonged, or brought from another key or service', async (t) => {
    const { url } = await startSmallService(t);
    const token = (service: string, key: string) => createSessionTokens(service, key, Date.now).issue();
    const [id, expires, signature] = token('small-service', API_KEY).split('.');
    const forged = [
      token('small-service', 'another-key-0123456789'),
      token('other-service', API_KEY),
      `${id}.${Number(expires) + 1}.${signature}`,
      `${id}.${expires}.`,
      `${id}.${expires}`,
      'a.b.c',
      '',
    ];

    const good = await browser(url, `monlight_small_service=${id}.${expires}.${encodeURIComponent(signature ?? '')}`)(
      'GET',
      '/api/notes',
    );
    assert.equal(good.status, 200);
    for (const value of forged) {
      const answer = await browser(url, `monlight_small_service=${encodeURIComponent(value)}`)('GET', '/api/notes');
      assert.equal(answer.status, 401, value);
    }
  });

  it('that were signed out stay out after a restart and are forgotten a month after they expired', async (t) => {
    const { db } = await startSmallService(t);
    const clock = { now: 0 };
    createRevokedSessions(db, () => clock.now).add('old', 1000);

    const afterRestart = createRevokedSessions(db, () => clock.now);

    assert.equal(afterRestart.has('old'), true);
    clock.now = 1000 + 29 * DAY_MS;
    afterRestart.add('new', clock.now + 2000);
    assert.equal(afterRestart.has('old'), true);
    clock.now += DAY_MS;
    afterRestart.add('newest', clock.now + 2000);
    assert.equal(afterRestart.has('old'), false);
    assert.equal(afterRestart.has('new'), true);
  });

  it('are refused to an address after five wrong keys, for a minute, right key or not', async (t) => {
    const clock = { now: Date.now() };
    const { call } = await startSmallService(t, { now: () => clock.now });
    const attempt = async (api_key: string, headers: Record<string, string> = {}) =>
      (await call('POST', '/api/session', { body: JSON.stringify({ api_key }), headers })).status;

    const wrong = [];
    for (let index = 0; index < 6; index += 1) wrong.push(await attempt('wrong-key'));
    const right = await attempt(API_KEY);
    // Who is not a trusted proxy cannot pretend to be somebody else.
    const disguised = await attempt('wrong-key', { 'x-forwarded-for': '203.0.113.9' });
    clock.now += 60_000;
    const later = await attempt(API_KEY);

    assert.deepEqual(wrong, [401, 401, 401, 401, 401, 429]);
    assert.equal(right, 429);
    assert.equal(disguised, 429);
    assert.equal(later, 204);
  });

  it('are limited on their own, more generously than keys', async (t) => {
    const { url, call } = await startSmallService(t, { env: { RATE_LIMIT: '1' } });
    const send = browser(url, (await signIn(call)).cookie);

    const answers = await Promise.all([1, 2, 3].map(() => send('GET', '/api/notes')));

    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(answers[0]?.headers.get('ratelimit-limit'), '600');
  });
});
