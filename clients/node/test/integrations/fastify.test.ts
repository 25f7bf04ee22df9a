import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { setContext, setupMonlight, type Monlight, type SetupOptions } from '../../src/index.ts';
import { askEcho, serveEcho } from './echo.ts';
import { until } from '../support/services.ts';
import { headers, leave, look, ownCollector, readPieces, realServices } from './observed.ts';

class Declined extends Error {
  readonly statusCode: number;
  constructor(statusCode: number) {
    super(`declined with ${statusCode}`);
    this.statusCode = statusCode;
  }
}

/** Routes that answer in every way there is. */
function addRoutes(app: FastifyInstance, monlight: Monlight | undefined): void {
  app.decorateRequest('user', null as { id: string } | null);
  app.addHook('preHandler', async (request) => {
    const id = request.headers['x-user'];
    if (id) Object.assign(request, { user: { id } });
    if (request.url === '/hook') throw new Error('in a hook');
  });
  app.get('/', async () => ({ hello: 'world' }));
  app.register(
    async (api) => {
      api.get('/items/:id', (request) => ({ id: (request.params as { id: string }).id }));
      api.post('/items/:id', async () => {
        setContext({ extra: { step: 'payment', password: 'p' } });
        await delay(1);
        throw new RangeError('no such item');
      });
    },
    { prefix: '/api' },
  );
  app.get('/status/:code', (request) => {
    throw new Declined(Number((request.params as { code: string }).code));
  });
  app.get('/hook', async () => 'never');
  app.register(async (own) => {
    own.setErrorHandler((error: Error, _request, reply) => {
      void reply.code(error.message === 'mild' ? 409 : 500).send({ problem: error.message });
    });
    own.get('/own/:message', (request) => {
      throw new Error((request.params as { message: string }).message);
    });
  });
  app.get('/never', () => new Promise(() => undefined));
  app.get('/late', async () => {
    await delay(200);
    throw new Error('nobody waits');
  });
  app.post('/hand', async () => {
    monlight?.errorClient?.captureError(new Error('by hand'));
    return {};
  });
  app.get('/stream', async (_request, reply) => {
    reply.type('text/plain');
    async function* parts() {
      yield 'one ';
      await delay(150);
      yield 'two';
    }
    return Readable.from(parts());
  });
}

const PATHS = [
  '/',
  '/api/items/42',
  '/status/404',
  '/status/503',
  '/hook',
  '/own/mild',
  '/own/hard',
  '/stream',
  '/nowhere',
];

async function start(t: TestContext, options?: SetupOptions) {
  const app = Fastify();
  const monlight = options && setupMonlight(app, options);
  addRoutes(app, monlight);
  t.after(() => app.close());
  return { app, monlight, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

describe('setupMonlight for Fastify', () => {
  it('leaves every answer as it was, byte by byte', async (t) => {
    const { options } = await realServices('fastify-answers');
    const without = await start(t);
    const observed = await start(t, options);

    for (const path of PATHS) {
      assert.deepEqual(await look(observed.url + path), await look(without.url + path), path);
    }
  });

  it('reports an unhandled error with its request, without secrets', async (t) => {
    const { errors, options } = await realServices('fastify-error');
    const { url } = await start(t, options);

    await look(`${url}/api/items/42?token=abc&page=2`, { method: 'POST' });

    const [group] = await errors.groups('fastify-error');
    assert.equal(group?.exception_type, 'RangeError');
    assert.equal(group.message, 'no such item');
    assert.match(group.traceback, /fastify\.test\.ts/);
    const [occurrence] = group.occurrences;
    assert.equal(occurrence?.request_url, `${url}/api/items/42?token=[scrubbed]&page=2`);
    assert.equal(occurrence.request_method, 'POST');
    assert.equal(occurrence.user_id, 'u-7');
    assert.deepEqual(occurrence.extra, { step: 'payment', password: '[scrubbed]' });
    const { authorization, cookie, ...shown } = occurrence.request_headers ?? {};
    assert.deepEqual([authorization, cookie], [undefined, undefined]);
    assert.equal(shown['x-csrf-token'], '[scrubbed]');
    assert.equal(shown['accept'], headers.accept);
  });

  it('reports what ends in a 5xx, and nothing that the application means', async (t) => {
    const { errors, options } = await realServices('fastify-meant');
    const { url, monlight } = await start(t, options);

    for (const path of PATHS) await look(url + path);
    await monlight?.close();

    const groups = await errors.groups('fastify-meant', 3);
    assert.deepEqual(groups.map(({ message }) => message).toSorted(), ['declined with 503', 'hard', 'in a hook']);
  });

  it("asks the application's own function for the user", async (t) => {
    const { errors, options } = await realServices('fastify-user');
    const { url } = await start(t, {
      ...options,
      getUser: (request: { headers: Record<string, string> }) => `own ${request.headers['x-user']}`,
    });

    await look(`${url}/hook`);

    const [group] = await errors.groups('fastify-user');
    assert.equal(group?.occurrences[0]?.user_id, 'own u-7');
  });

  it('measures every request under the template of its route, to the end of its body', async (t) => {
    const { metrics, options } = await ownCollector(t, 'fastify-metrics');
    const { url, app } = await start(t, options);

    for (const path of [...PATHS, '/api/items/43']) await look(url + path);
    await app.close();

    const labels = ['method', 'endpoint', 'status'];
    assert.deepEqual(await metrics.sums('http_requests_total', labels), {
      'GET / 200': 1,
      'GET /api/items/:id 200': 2,
      'GET /status/:code 404': 1,
      'GET /status/:code 503': 1,
      'GET /hook 500': 1,
      'GET /own/:message 409': 1,
      'GET /own/:message 500': 1,
      'GET /stream 200': 1,
      'GET <unmatched> 404': 1,
    });
    const { 'GET /stream 200': streamed = 0 } = await metrics.sums('http_request_duration_seconds', labels);
    assert.ok(streamed >= 0.14 && streamed < 5, `${streamed} s`);
  });

  it('lets a stream through piece by piece', async (t) => {
    const { options } = await realServices('fastify-stream');
    const { url } = await start(t, options);
    await look(url);

    const [first, second] = await readPieces(`${url}/stream`);

    assert.deepEqual([first?.text, second?.text], ['one ', 'two']);
    assert.ok((second?.ms ?? 0) - (first?.ms ?? 0) > 100);
  });

  it('counts a client that leaves before the answer as 499', async (t) => {
    const { metrics, options } = await ownCollector(t, 'fastify-left');
    const { url, monlight } = await start(t, options);

    await leave(`${url}/never`);
    const counts = await until(
      async () => {
        await monlight?.metricsClient?.flush();
        return metrics.sums('http_requests_total', ['endpoint', 'status']);
      },
      (sums) => Object.keys(sums).length > 0,
    );

    assert.deepEqual(counts, { '/never 499': 1 });
  });

  it('reports an error also when the client has left', async (t) => {
    const { errors, options } = await realServices('fastify-late');
    const { url } = await start(t, options);

    await leave(`${url}/late`);

    const [group] = await errors.groups('fastify-late');
    assert.equal(group?.message, 'nobody waits');
    assert.equal(group.occurrences[0]?.request_url, `${url}/late`);
  });

  it('gives an error that is reported by hand the context of its request', async (t) => {
    const { errors, options } = await realServices('fastify-hand');
    const { url } = await start(t, options);

    const answer = await fetch(`${url}/hand?token=abc`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ long: 'x'.repeat(500_000) }),
    });

    assert.equal(answer.status, 200);
    const [group] = await errors.groups('fastify-hand');
    const [occurrence] = group?.occurrences ?? [];
    assert.equal(occurrence?.request_url, `${url}/hand?token=[scrubbed]`);
    assert.deepEqual([occurrence.request_method, occurrence.user_id], ['POST', 'u-7']);
  });

  it('leaves WebSockets alone', async (t) => {
    const { metrics, options } = await ownCollector(t, 'fastify-websocket');
    const { url, app } = await start(t, options);
    serveEcho(app.server);
    await look(url);

    const answer = await askEcho(url);
    await app.close();

    assert.equal(answer, 'echo hello');
    assert.deepEqual(await metrics.sums('http_requests_total', ['endpoint']), { '/': 1 });
  });

  it('leaves the WebSockets of @fastify/websocket alone, which are routes to Fastify', async (t) => {
    const { metrics, options } = await ownCollector(t, 'fastify-websocket-route');
    const app = Fastify();
    setupMonlight(app, options);
    await app.register(websocket);
    app.get('/', { websocket: true }, (socket) => {
      socket.on('message', (data: Buffer) => socket.send(`echo ${data.toString()}`));
    });
    app.get('/page', () => ({}));
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    await look(`${url}/page`);

    const answer = await askEcho(url);
    await app.close();

    assert.equal(answer, 'echo hello');
    assert.deepEqual(await metrics.sums('http_requests_total', ['endpoint']), { '/page': 1 });
  });

  it('does nothing to an application without an address to report to', async (t) => {
    const { monlight, url } = await start(t, { apiKey: 'a-key-of-some-length' });

    const answer = await look(`${url}/hook`);

    assert.equal(answer.status, 500);
    assert.deepEqual([monlight?.errorClient, monlight?.metricsClient], [undefined, undefined]);
  });
});
