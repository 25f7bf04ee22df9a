import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { API_KEY, startSmallService } from './small-service.ts';

describe('the embedded pages', () => {
  it('are open to everyone and forbid whatever does not come from the service', async (t) => {
    const { url } = await startSmallService(t);

    const page = await fetch(`${url}/`);
    const asset = await fetch(`${url}/assets/app.js`);

    assert.equal(page.status, 200);
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    for (const { headers } of [page, asset]) {
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
      );
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
    }
  });

  it('come packed as the browser can unpack them, the smallest that it can', async (t) => {
    const { url } = await startSmallService(t);
    const get = async (path: string, accepted: string) => {
      const sent = request(`${url}${path}`, { headers: { 'accept-encoding': accepted } }).end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      const { 'content-encoding': encoding, vary } = answer.headers;
      return { encoding, vary, bytes: await buffer(answer) };
    };

    const brotli = await get('/', 'gzip, deflate, br');
    const gzip = await get('/', 'gzip, deflate');
    const plain = await get('/', 'identity');

    assert.deepEqual([brotli.encoding, gzip.encoding, plain.encoding], ['br', 'gzip', undefined]);
    assert.equal(brotliDecompressSync(brotli.bytes).toString(), plain.bytes.toString());
    assert.equal(gunzipSync(gzip.bytes).toString(), plain.bytes.toString());
    assert.equal(plain.vary, 'accept-encoding');
    assert.equal((await get('/assets/app.js', 'gzip;q=1.0, br;q=0.8')).bytes.toString(), 'br');
    assert.equal((await get('/assets/app.js', 'gzip')).bytes.toString(), 'gz');
    assert.equal((await get('/assets/app.js', '')).bytes.toString(), 'export {}');
  });

  it('find their assets from any depth, so they work below a sub-path', async (t) => {
    const { url } = await startSmallService(t);

    const [top, deep] = await Promise.all(['/', '/notes/5'].map(async (path) => (await fetch(`${url}${path}`)).text()));

    assert.match(top ?? '', /<base href="\.\/" \/>/);
    assert.match(deep ?? '', /<base href="\.\.\/" \/>/);
  });

  it('say whether the browser is signed in', async (t) => {
    const { url, call } = await startSmallService(t);
    const signedIn = await call('POST', '/api/session', { body: JSON.stringify({ api_key: API_KEY }) });
    const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');

    const stranger = await (await fetch(`${url}/`)).text();
    const known = await (await fetch(`${url}/`, { headers: { cookie } })).text();

    assert.match(stranger, /<html data-session="out" lang="en">/);
    assert.match(known, /<html lang="en">/);
  });

  it('tell those who are signed in where the other services are, and nobody else', async (t) => {
    const { url, call } = await startSmallService(t, {
      env: { LOG_VIEWER_URL: 'https://logs.example/a?b="c&d', METRICS_COLLECTOR_URL: 'https://metrics.example/' },
    });
    const signedIn = await call('POST', '/api/session', { body: JSON.stringify({ api_key: API_KEY }) });
    const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');

    const stranger = await (await fetch(`${url}/`)).text();
    const known = await (await fetch(`${url}/`, { headers: { cookie } })).text();

    assert.doesNotMatch(stranger, /example/);
    assert.match(
      known,
      /<html data-logs-url="[^"]*&quot;c&amp;d\/" data-metrics-url="https:\/\/metrics\.example\/" lang="en">/,
    );
  });

  it('give no way out of their folder', async (t) => {
    const { url } = await startSmallService(t);

    for (const path of ['/assets/..%2f..%2fnotes.db', '/assets/%2e%2e/index.html', '/assets/none.js', '/assets/']) {
      const answer = await fetch(`${url}${path}`);

      assert.equal(answer.status, path.includes('%2e%2e/') ? 401 : 404, path);
    }
  });

  it('may be read by other sites only where CORS_ORIGINS lists them', async (t) => {
    const closed = await startSmallService(t);
    const open = await startSmallService(t, { env: { CORS_ORIGINS: 'https://app.example' } });
    const preflight = {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', origin: 'https://app.example' },
    };
    const stranger = { ...preflight, headers: { ...preflight.headers, origin: 'https://evil.example' } };

    const refused = await fetch(`${closed.url}/api/notes`, preflight);
    const allowed = await fetch(`${open.url}/api/notes`, preflight);
    const foreign = await fetch(`${open.url}/api/notes`, stranger);

    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example');
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  });
});
