import assert from 'node:assert/strict';
import { cookieName } from '../src/auth.ts';
import { createSessionTokens, SESSION_MS } from '../src/session-token.ts';
import { request } from './request.ts';
import { API_KEY, INGEST_KEY } from './start-service.ts';

/** What a caller has in its hands: nothing that counts, one of the keys, or a session, with or without `X-Requested-With`. */
export type Standing = 'nobody' | 'ingest' | 'full' | 'browser' | 'bare browser';

/** Somebody who sends requests. */
export interface Caller {
  name: string;
  standing: Standing;
  /** Made for each request, since a session may end with one. */
  headers: () => Record<string, string>;
  /** Appended to the address. */
  query?: string;
}

const OTHER_KEY = 'key-of-another-service-01';

/** Everybody who may try to call the service that runs at `url`, however they present themselves. */
export async function everyCaller(service: string, url: string): Promise<Caller[]> {
  const name = cookieName(service);
  const token = (of = service, key = API_KEY, now = Date.now): string => createSessionTokens(of, key, now).issue();
  const cookie = (value: string, of = name): Record<string, string> => ({
    cookie: `${of}=${encodeURIComponent(value)}`,
  });
  const browser = { 'x-requested-with': 'monlight' };
  const nobody = (who: string, headers: () => Record<string, string>, query = ''): Caller => ({
    name: who,
    standing: 'nobody',
    headers,
    query,
  });
  const ended = await endedSession(url);

  return [
    nobody('no key', () => ({})),
    nobody('an empty key', () => ({ 'x-api-key': '' })),
    nobody('a wrong key', () => ({ 'x-api-key': 'not-the-key-0123456789' })),
    nobody('a wrong bearer', () => ({ authorization: 'Bearer not-the-key-0123456789' })),
    nobody('the beginning of the key', () => ({ 'x-api-key': API_KEY.slice(0, -1) })),
    nobody('another service’s key', () => ({ 'x-api-key': OTHER_KEY })),
    nobody('the key as a password', () => ({ authorization: `Basic ${btoa(`:${API_KEY}`)}` })),
    nobody('the key in the address', () => ({}), `api_key=${API_KEY}&x-api-key=${API_KEY}`),
    nobody('an expired session', () => ({
      ...browser,
      ...cookie(token(service, API_KEY, () => Date.now() - SESSION_MS)),
    })),
    nobody('an ended session', () => ({ ...browser, cookie: ended })),
    nobody('a prolonged session', () => ({
      ...browser,
      ...cookie(token().replace(/\d(?=\.[^.]*$)/, (digit) => String((Number(digit) + 1) % 10))),
    })),
    nobody('a forged session', () => ({ ...browser, ...cookie(`${'a'.repeat(32)}.9999999999999.${'A'.repeat(43)}`) })),
    nobody('a session without its signature', () => ({ ...browser, ...cookie(token().replace(/\.[^.]*$/, '')) })),
    nobody('a session of another service', () => ({ ...browser, ...cookie(token('another-service')) })),
    nobody('a session of another key', () => ({ ...browser, ...cookie(token(service, OTHER_KEY)) })),
    nobody('a session in another service’s cookie', () => ({ ...browser, ...cookie(token(), 'monlight_another') })),
    nobody('a wrong key beside a session', () => ({ ...browser, ...cookie(token()), 'x-api-key': OTHER_KEY })),
    { name: 'the ingest key', standing: 'ingest', headers: () => ({ 'x-api-key': INGEST_KEY }) },
    {
      name: 'the ingest key as bearer',
      standing: 'ingest',
      headers: () => ({ authorization: `Bearer ${INGEST_KEY}` }),
    },
    { name: 'the full key', standing: 'full', headers: () => ({ 'x-api-key': API_KEY }) },
    { name: 'the full key as bearer', standing: 'full', headers: () => ({ authorization: `Bearer ${API_KEY}` }) },
    { name: 'a session', standing: 'browser', headers: () => ({ ...browser, ...cookie(token()) }) },
    { name: 'a session without X-Requested-With', standing: 'bare browser', headers: () => cookie(token()) },
  ];
}

/** The cookie of a browser that has signed in and out again. */
async function endedSession(url: string): Promise<string> {
  const signedIn = await request(`${url}/api/session`, 'POST', { api_key: API_KEY });
  assert.equal(signedIn.status, 204);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, 'x-requested-with': 'monlight' };
  assert.equal((await request(`${url}/api/session`, 'DELETE', undefined, headers)).status, 204);
  return cookie;
}
