import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { API_KEY, startSmallService } from '../small-service.ts';

/** Ways to present a key, each at another address of the service. */
const attempts: [method: string, path: string, headers: (key: string) => Record<string, string>][] = [
  ['GET', '/api/notes', (key) => ({ 'x-api-key': key })],
  ['POST', '/api/notes', (key) => ({ authorization: `Bearer ${key}` })],
  ['DELETE', '/api/session', (key) => ({ 'x-api-key': key })],
  ['GET', '/nowhere', (key) => ({ 'x-api-key': key })],
  ['OPTIONS', '/api/notes/1', (key) => ({ 'x-api-key': key })],
];
const disguises: Record<string, string>[] = [
  {},
  { 'x-forwarded-for': '198.51.100.7' },
  { forwarded: 'for=198.51.100.8' },
  { 'x-real-ip': '198.51.100.9' },
  { 'cf-connecting-ip': '198.51.100.10' },
];

describe('guessing the key', () => {
  it('ends after five guesses a minute, spread over endpoints and under whatever address', async (t) => {
    const clock = { now: Date.now() };
    const { url } = await startSmallService(t, { now: () => clock.now });
    const send = (at: number, key: string): Promise<Response> => {
      const [method = '', path, headers] = attempts[at % attempts.length] ?? [];
      return fetch(`${url}${path}`, { method, headers: { ...headers?.(key), ...disguises[at % disguises.length] } });
    };

    const guesses = [];
    for (let at = 0; at < 7; at += 1) guesses.push((await send(at, `guess-${at}-0123456789`)).status);
    const right = await send(0, API_KEY);
    const signIn = await fetch(`${url}/api/session`, { method: 'POST', body: JSON.stringify({ api_key: API_KEY }) });
    clock.now += 60_000;
    const later = await send(0, API_KEY);

    assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429, 429]);
    assert.deepEqual([right.status, signIn.status], [429, 429]);
    assert.equal(right.headers.get('retry-after'), '60');
    assert.deepEqual(await right.json(), { detail: 'Too many wrong keys', retry_after: 60 });
    assert.equal(later.status, 200);
  });

  it('does not shut out whoever has no key, a session, or had the right one before', async (t) => {
    const { url } = await startSmallService(t);
    const signedIn = await fetch(`${url}/api/session`, { method: 'POST', body: JSON.stringify({ api_key: API_KEY }) });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const ask = async (headers: Record<string, string>) => (await fetch(`${url}/api/notes`, { headers })).status;
    await ask({ 'x-api-key': API_KEY });
    const guesses = [];
    for (let at = 0; at < 6; at += 1) guesses.push(await ask({ 'x-api-key': `guess-${at}-0123456789` }));

    assert.equal(guesses.at(-1), 429);
    assert.equal(await ask({ 'x-api-key': API_KEY }), 200);
    assert.equal(await ask({ cookie }), 200);
    assert.equal(await ask({}), 401);
    assert.equal((await fetch(`${url}/health`)).status, 200);
  });

  it('is not started by pages of other sites in the browsers of their visitors', async (t) => {
    const { url } = await startSmallService(t);
    const signIn = async (api_key: string, headers: Record<string, string>) =>
      (await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ api_key }) })).status;

    const foreign = [];
    for (const site of ['cross-site', 'same-site', 'cross-site', 'cross-site', 'cross-site', 'cross-site']) {
      foreign.push(await signIn('wrong', { 'sec-fetch-site': site }));
    }

    assert.deepEqual(foreign, [403, 403, 403, 403, 403, 403]);
    assert.equal(await signIn(API_KEY, { 'sec-fetch-site': 'same-origin' }), 204);
  });
});
