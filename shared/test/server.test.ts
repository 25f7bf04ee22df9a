import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BODY_LIMIT, INGEST_KEY, startSmallService } from './small-service.ts';

describe('the order of checks', () => {
  it('answers 401 before it says whether a path exists', async (t) => {
    const { call } = await startSmallService(t);

    for (const path of ['/api/notes', '/nowhere', '/%zz', '/api/notes/1']) {
      const answer = await call('POST', path, { headers: { 'x-api-key': 'wrong' }, body: '{' });

      assert.equal(answer.status, 401, path);
      assert.deepEqual(await answer.json(), { detail: 'Invalid API key' });
    }
  });

  it('answers 429 before 404', async (t) => {
    const { call } = await startSmallService(t, { env: { RATE_LIMIT: '1' } });
    await call('GET', '/api/notes');

    const answer = await call('GET', '/nowhere');

    assert.equal(answer.status, 429);
  });

  it('answers 404 and 405 before it reads a body', async (t) => {
    const { call } = await startSmallService(t);

    const unknown = await call('POST', '/nowhere', { body: '{' });
    const method = await call('PUT', '/api/notes', { body: '{' });

    assert.equal(unknown.status, 404);
    assert.deepEqual(await unknown.json(), { detail: 'Not found' });
    assert.equal(method.status, 405);
    assert.equal(method.headers.get('allow'), 'GET, HEAD, POST');
    assert.deepEqual(await method.json(), { detail: 'Method PUT is not allowed here, only GET, HEAD, POST' });
  });

  it('answers a path that cannot be decoded like any unknown path', async (t) => {
    const { call } = await startSmallService(t);

    assert.equal((await call('GET', '/%zz')).status, 404);
  });
});

describe('request bodies', () => {
  const refusals: [
    what: string,
    init: RequestInit & { headers?: Record<string, string> },
    status: number,
    detail: string,
  ][] = [
    ['no body', {}, 400, 'Invalid JSON'],
    ['half a body', { body: '{"text":' }, 400, 'Invalid JSON'],
    ['UTF-16', { body: Buffer.from('{"text":"a"}', 'utf16le') }, 400, 'Invalid JSON'],
    ['a byte that is not UTF-8', { body: Buffer.from('{"text":"\xff"}', 'latin1') }, 400, 'Request body must be UTF-8'],
    ['null', { body: 'null' }, 400, 'Request body must be an object'],
    ['a list', { body: '[]' }, 400, 'Request body must be an object'],
    ['no field', { body: '{}' }, 400, 'Missing required field: text'],
    ['null in a field', { body: '{"text":null}' }, 400, "Field 'text' must be a string of 1 to 10 characters"],
    [
      'too long a field',
      { body: '{"text":"12345678901"}' },
      400,
      "Field 'text' must be a string of 1 to 10 characters",
    ],
    ['too long a body', { body: ' '.repeat(BODY_LIMIT + 1) }, 413, 'Request body exceeds maximum size'],
    [
      'an unknown encoding',
      { body: '{}', headers: { 'content-encoding': 'br' } },
      415,
      "Content-Encoding 'br' is not supported, expected gzip or identity",
    ],
    ['what is no gzip', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 400, 'Request body is not valid gzip'],
    [
      'a bomb',
      { body: gzipSync(' '.repeat(10_000_000)).subarray(0, BODY_LIMIT), headers: { 'content-encoding': 'gzip' } },
      413,
      'Request body exceeds maximum size',
    ],
  ];
  for (const [what, init, status, detail] of refusals) {
    it(`answers ${status} to ${what}`, async (t) => {
      const { call } = await startSmallService(t);

      const answer = await call('POST', '/api/notes', init);

      assert.deepEqual({ status: answer.status, body: await answer.json() }, { status, body: { detail } });
    });
  }

  it('are read as JSON whatever their type says, plain or gzip', async (t) => {
    const { call } = await startSmallService(t);
    const body = '{"text":"a"}';

    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', 'nonsense']) {
      const answer = await call('POST', '/api/notes', { body, headers: { 'content-type': type } });
      assert.deepEqual(await answer.json(), { text: 'a' }, type);
    }
    const zipped = await call('POST', '/api/notes', { body: gzipSync(body), headers: { 'content-encoding': 'GZIP' } });
    assert.deepEqual(await zipped.json(), { text: 'a' });
  });

  it('are counted in characters, so ten emoji are ten', async (t) => {
    const { call } = await startSmallService(t);

    const answers = await Promise.all(
      ['😀'.repeat(10), '😀'.repeat(11)].map((text) => call('POST', '/api/notes', { body: JSON.stringify({ text }) })),
    );

    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 400],
    );
  });

  it('lose keys that would reach a prototype', async (t) => {
    const { call } = await startSmallService(t);

    const answer = await call('POST', '/api/notes', { body: '{"text":"a","__proto__":{"text":"b"}}' });

    assert.deepEqual(await answer.json(), { text: 'a' });
  });
});

describe('query parameters', () => {
  it('are clamped, defaulted and named when they cannot be used', async (t) => {
    const { call } = await startSmallService(t);
    const ask = async (query: string) => (await call('GET', `/api/notes${query}`)).json();

    assert.deepEqual(await ask(''), { limit: 3 });
    assert.deepEqual(await ask('?limit=&other=1'), { limit: 3 });
    assert.deepEqual(await ask('?limit=%35'), { limit: 5 });
    assert.deepEqual(await ask('?limit=99'), { limit: 5 });
    for (const bad of ['0', '-1', '1.5', 'x', '1e9', '9'.repeat(400)]) {
      assert.deepEqual(await ask(`?limit=${bad}`), {
        detail: "Query parameter 'limit' must be a whole number of at least 1",
      });
    }
  });
});

describe('keys', () => {
  it('are taken from X-API-Key and from Authorization', async (t) => {
    const { url, call } = await startSmallService(t);

    const bearer = await fetch(`${url}/api/notes`, { headers: { authorization: 'bearer full-key-0123456789' } });
    const basic = await fetch(`${url}/api/notes`, { headers: { authorization: 'Basic full-key-0123456789' } });
    const inUrl = await fetch(`${url}/api/notes?api_key=full-key-0123456789`);

    assert.equal((await call('GET', '/api/notes')).status, 200);
    assert.equal(bearer.status, 200);
    assert.equal(basic.status, 401);
    assert.equal(inUrl.status, 401);
  });

  it('for ingest may post and nothing else', async (t) => {
    const { call } = await startSmallService(t);
    const headers = { 'x-api-key': INGEST_KEY };

    const posted = await call('POST', '/api/notes', { headers, body: '{"text":"a"}' });
    const refused = await Promise.all(
      ['/api/notes', '/api/openapi.json', '/nowhere'].map((path) => call('GET', path, { headers })),
    );

    assert.equal(posted.status, 200);
    assert.deepEqual(
      refused.map(({ status }) => status),
      [403, 403, 403],
    );
    assert.deepEqual(await refused[0]?.json(), { detail: 'This API key may only post data' });
  });

  it('never reach the log', async (t) => {
    const { call, lines } = await startSmallService(t);

    await call('POST', '/api/break');
    await call('GET', '/api/notes', { headers: { 'x-api-key': 'wrong-key-0123456789' } });

    assert.ok(lines.some(({ level }) => level === 'ERROR'));
    assert.doesNotMatch(JSON.stringify(lines), /key-0123456789/);
  });
});

describe('the rate limit', () => {
  it('counts each key on its own and says when to come back', async (t) => {
    const clock = { now: 1_000_000 };
    const { call } = await startSmallService(t, { env: { RATE_LIMIT: '2' }, now: () => clock.now });
    const first = await call('GET', '/api/notes');
    clock.now += 10_000;
    await call('GET', '/api/notes');

    const refused = await call('GET', '/api/notes');
    const other = await call('POST', '/api/notes', { headers: { 'x-api-key': INGEST_KEY }, body: '{"text":"a"}' });
    clock.now += 50_000;
    const later = await call('GET', '/api/notes');

    assert.equal(first.headers.get('ratelimit-limit'), '2');
    assert.equal(first.headers.get('ratelimit-remaining'), '1');
    assert.equal(first.headers.get('ratelimit-reset'), '60');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '50');
    assert.deepEqual(await refused.json(), { detail: 'Rate limit exceeded', retry_after: 50 });
    assert.equal(other.status, 200);
    assert.equal(later.status, 200);
  });

  it('leaves health and the pages alone', async (t) => {
    const { call } = await startSmallService(t, { env: { RATE_LIMIT: '1' } });
    await call('GET', '/api/notes');

    const answers = await Promise.all(['/health', '/', '/assets/app.js'].map((path) => call('GET', path)));

    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(answers[0]?.headers.get('ratelimit-limit'), null);
  });
});

describe('failures', () => {
  it('that are bugs say only where the log has more', async (t) => {
    const { call, lines } = await startSmallService(t);

    const answer = await call('POST', '/api/break');

    const id = answer.headers.get('x-request-id');
    assert.equal(answer.status, 500);
    assert.deepEqual(await answer.json(), {
      detail: `Internal error; the service's log has more under request_id ${id}`,
    });
    const line = lines.find(({ level }) => level === 'ERROR');
    assert.equal(line?.['request_id'], id);
    assert.match(JSON.stringify(line), /a bug/);
  });

  it('that are no HTTP get the same envelope', async (t) => {
    const { url } = await startSmallService(t);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('RUBBISH\r\n\r\n');

    const answer = await readAll(socket);

    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(answer, /\{"detail":"Malformed HTTP request"\}$/);
  });
});

describe('GET /health', () => {
  it('answers without a key and with the service’s own figures', async (t) => {
    const { url } = await startSmallService(t);

    const answer = await fetch(`${url}/health`);

    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { status: 'ok', service: 'small-service', version: '0.1.0', notes: 0 });
  });

  it('answers 503 while the database cannot be written, and recovers', async (t) => {
    const clock = { now: 1_000_000 };
    const { url, db } = await startSmallService(t, { now: () => clock.now });
    db.pragma('query_only = ON');

    const broken = await fetch(`${url}/health`);
    db.pragma('query_only = OFF');
    const mended = await fetch(`${url}/health`);

    assert.equal(broken.status, 503);
    assert.deepEqual(await broken.json(), {
      status: 'unavailable',
      detail: 'attempt to write a readonly database',
    });
    assert.equal(mended.status, 200);
  });
});
