import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { request } from './request.ts';
import { API_KEY, INGEST_KEY, type StartedService, type StartOptions } from './start-service.ts';

/** Which `Content-Type` the answer to a GET with the full key has. */
type Kinds = Record<string, string>;

export interface HeadersOptions {
  service: string;
  pages: readonly string[];
  /** What the service answers of its own, by address. */
  data: Kinds;
  start: (t: TestContext, options: StartOptions) => Promise<StartedService>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What a browser hears with every answer. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};
const DATA = { ...ALWAYS, 'content-security-policy': DATA_POLICY, 'cache-control': 'no-store' };
/** Who shows a key in a header of its own is no page of another site: there is nothing to frame, to load or to refer from. */
const DATA_FOR_PROGRAMS = {
  ...DATA,
  'content-security-policy': null,
  'cross-origin-resource-policy': null,
  'referrer-policy': null,
};
const SHOWN = {
  ...ALWAYS,
  'content-security-policy': PAGE_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
/** What tells more than anybody needs to know, or opens a door. */
const NEVER = ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials'];

/** Holds the headers of every kind of answer to what browsers need to hear. */
export function testHeaders({ service, pages, data, start }: HeadersOptions): void {
  describe(`the headers of the ${service}`, () => {
    it('of pages and of what they load forbid framing and whatever comes from elsewhere', async (t) => {
      const { url } = await start(t, {});
      const assets = await assetsOf(url);

      assert.ok(assets.some((path) => path.endsWith('.js')) && assets.some((path) => path.endsWith('.css')));
      for (const path of pages) {
        await assertHeaders(`${url}${path}`, 200, 'text/html; charset=utf-8', {
          ...SHOWN,
          'cache-control': 'no-cache',
        });
      }
      for (const path of assets) {
        const kind = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' }[
          path.split('.').at(-1) ?? ''
        ];
        const kept = { ...SHOWN, 'cache-control': 'public, max-age=31536000, immutable' };
        await assertHeaders(`${url}${path}`, 200, kind ?? 'image/svg+xml', kept);
      }
    });

    it('of data forbid that anybody keeps, frames, guesses at or runs it', async (t) => {
      const { url } = await start(t, {});
      const common = { '/health': JSON_TYPE, '/api/openapi.json': JSON_TYPE };

      const signedIn = await request(`${url}/api/session`, 'POST', { api_key: API_KEY });
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';

      for (const [path, type] of Object.entries({ ...common, ...data })) {
        await assertHeaders(`${url}${path}`, 200, type, DATA, { cookie });
        await assertHeaders(`${url}${path}`, 200, type, DATA_FOR_PROGRAMS, { 'x-api-key': API_KEY });
      }
    });

    it('of failures are those of data', async (t) => {
      const { url } = await start(t, { env: { RATE_LIMIT: '4' } });
      const key = { 'x-api-key': API_KEY };
      const failures: [status: number, method: string, path: string, headers: Record<string, string>, body?: string][] =
        [
          [401, 'GET', '/nowhere', {}],
          [403, 'GET', '/nowhere', { 'x-api-key': INGEST_KEY }],
          [404, 'GET', '/nowhere', key],
          [405, 'PUT', '/api/openapi.json', key],
          [400, 'POST', '/api/session', {}, '{'],
          [415, 'POST', '/api/session', { 'content-encoding': 'br' }, '{}'],
          [413, 'POST', '/api/session', {}, ' '.repeat(2 * 1024 * 1024)],
          [404, 'GET', '/nowhere', key],
          [404, 'GET', '/nowhere', key],
          [429, 'GET', '/nowhere', key],
        ];

      for (const [status, method, path, headers, body] of failures) {
        const expected = 'x-api-key' in headers ? DATA_FOR_PROGRAMS : DATA;
        await assertHeaders(`${url}${path}`, status, JSON_TYPE, expected, headers, method, body);
      }
    });

    it('of a sign-in set a cookie that no script and no other site can use, over TLS only where there is TLS', async (t) => {
      const { url } = await start(t, { env: { TRUST_PROXY: 'true' } });
      const signIn = async (proto: string) =>
        request(`${url}/api/session`, 'POST', { api_key: API_KEY }, { 'x-forwarded-proto': proto });

      const [plain, secure] = [await signIn('http'), await signIn('https')];

      const cookie = `^monlight_${service.replace('-', '_')}=[0-9a-f]{32}\\.\\d{13}\\.[\\w%/+]+; Max-Age=2592000; Path=/; HttpOnly`;
      assert.match(plain.headers.get('set-cookie') ?? '', new RegExp(`${cookie}; SameSite=Strict$`));
      assert.match(secure.headers.get('set-cookie') ?? '', new RegExp(`${cookie}; Secure; SameSite=Strict$`));
      for (const [name, value] of Object.entries(DATA)) assert.equal(secure.headers.get(name), value, name);
    });
  });
}

/** The files that the first page asks for. */
async function assetsOf(url: string): Promise<string[]> {
  const { body } = await request(`${url}/`, 'GET');
  return [...(body as string).matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
}

async function assertHeaders(
  address: string,
  status: number,
  type: string,
  expected: Record<string, string | null>,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<void> {
  const ended = new AbortController();
  const answer = await fetch(address, { method, headers, signal: ended.signal, ...(body !== undefined && { body }) });
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, answer.headers.get(name)]));
  // A live tail has no end.
  ended.abort();

  const what = `${method} ${address} ${answer.status}`;
  assert.equal(answer.status, status, what);
  assert.equal(answer.headers.get('content-type'), type, what);
  assert.deepEqual(found, expected, what);
  assert.deepEqual(
    NEVER.filter((name) => answer.headers.has(name)),
    [],
    what,
  );
}
