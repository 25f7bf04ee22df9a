import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import express5, { type ErrorRequestHandler, type Express } from 'express';
import { setContext, setupMonlight, type Monlight, type SetupOptions } from '../../src/index.ts';
import { askEcho, serveEcho } from './echo.ts';
import { until } from '../support/services.ts';
import { headers, leave, look, ownCollector, readPieces, realServices } from './observed.ts';

type Framework = typeof express5;

// Its types are those of Express 5, as far as this goes.
const require = createRequire(import.meta.url);
const frameworks: Record<string, Framework> = { 'Express 4': require('express4') as Framework, 'Express 5': express5 };

function declined(status: number): Error {
  return Object.assign(new Error(`declined with ${status}`), { status });
}

/** Routes that answer in every way there is. */
function addRoutes(app: Express, express: Framework, monlight: Monlight | undefined): void {
  // Express prints what it answers with 500, unless in tests.
  app.set('env', 'test');
  app.use(express.json({ limit: '1mb' }));
  app.use((request, _response, next) => {
    const id = request.headers['x-user'];
    if (id) Object.assign(request, { user: { id } });
    next(request.url === '/hook' ? new Error('in a hook') : undefined);
  });
  app.get('/', (_request, response) => void response.json({ hello: 'world' }));
  const items = express.Router({ mergeParams: true });
  items.get('/items/:id', (request, response) => void response.json({ id: request.params['id'] }));
  items.post('/items/:id', (_request, _response, next) => {
    setContext({ extra: { step: 'payment', password: 'p' } });
    setTimeout(() => next(new RangeError('no such item')), 1);
  });
  app.use('/api', items);
  app.use('/shops/:shop', items);
  app.get('/status/:code', (request) => {
    throw declined(Number(request.params['code']));
  });
  const answerProblem: ErrorRequestHandler = (error: Error, _request, response, _next) => {
    response.status(error.message === 'mild' ? 409 : 500).json({ problem: error.message });
  };
  const own = express.Router();
  own.get('/:message', (request) => {
    throw new Error(request.params['message']);
  });
  if (monlight) own.use(monlight.errorHandler);
  own.use(answerProblem);
  app.use('/own', own);
  app.get('/handled/:message', (request) => {
    throw new Error(request.params['message']);
  });
  app.use('/handled', answerProblem);
  const inner = express.Router();
  inner.get('/page', (_request, response) => void response.json({}));
  const outer = express.Router();
  outer.use('/:number', inner);
  app.use('/outer', outer);
  app.get('/never', () => undefined);
  app.get('/late', (_request, _response, next) => {
    setTimeout(() => next(new Error('nobody waits')), 200);
  });
  app.post('/hand', (_request, response) => {
    monlight?.errorClient?.captureError(new Error('by hand'));
    response.json({});
  });
  app.get('/stream', (_request, response) => {
    response.type('text/plain').write('one ');
    void delay(150).then(() => response.end('two'));
  });
}

const PATHS = [
  '/',
  '/api/items/42',
  '/shops/7/items/42',
  '/status/404',
  '/status/503',
  '/hook',
  '/own/mild',
  '/own/hard',
  '/handled/mild',
  '/handled/harder',
  '/stream',
  '/nowhere',
];

async function start(t: TestContext, express: Framework, options?: SetupOptions) {
  const app = express();
  const monlight = options && setupMonlight(app, options);
  addRoutes(app, express, monlight);
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, monlight, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

for (const [name, express] of Object.entries(frameworks)) {
  const project = name.replace(' ', '').toLowerCase();

  describe(`setupMonlight for ${name}`, () => {
    it('leaves every answer as it was, byte by byte', async (t) => {
      const { options } = await realServices(`${project}-answers`);
      const without = await start(t, express);
      const observed = await start(t, express, options);

      for (const path of PATHS) {
        assert.deepEqual(await look(observed.url + path), await look(without.url + path), path);
      }
    });

    it('reports an unhandled error with its request, without secrets', async (t) => {
      const { errors, options } = await realServices(`${project}-error`);
      const { url } = await start(t, express, options);

      await look(`${url}/api/items/42?token=abc&page=2`, { method: 'POST' });

      const [group] = await errors.groups(`${project}-error`);
      assert.equal(group?.exception_type, 'RangeError');
      assert.match(group.traceback, /express\.test\.ts/);
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
      const { errors, options } = await realServices(`${project}-meant`);
      const { url, monlight } = await start(t, express, options);

      for (const path of PATHS) await look(url + path);
      await monlight?.close();

      const groups = await errors.groups(`${project}-meant`, 4);
      const messages = groups.map(({ message }) => message).toSorted();
      assert.deepEqual(messages, ['declined with 503', 'hard', 'harder', 'in a hook']);
    });

    it('measures every request under the template of its route, to the end of its body', async (t) => {
      const { metrics, options } = await ownCollector(t, `${project}-metrics`);
      const { url, monlight } = await start(t, express, options);

      for (const path of [...PATHS, '/api/items/43', '/shops/8/items/1']) await look(url + path);
      await look(`${url}/shops/9/items/1`, { method: 'POST' });
      await monlight?.close();

      const labels = ['method', 'endpoint', 'status'];
      assert.deepEqual(await metrics.sums('http_requests_total', labels), {
        'GET / 200': 1,
        'GET /api/items/:id 200': 2,
        'GET /shops/:shop/items/:id 200': 2,
        'POST /shops/:shop/items/:id 500': 1,
        'GET /status/:code 404': 1,
        'GET /status/:code 503': 1,
        'GET <unmatched> 500': 1,
        'GET /own/:message 409': 1,
        'GET /own/:message 500': 1,
        'GET /handled/:message 409': 1,
        'GET /handled/:message 500': 1,
        'GET /stream 200': 1,
        'GET <unmatched> 404': 1,
      });
      const { 'GET /stream 200': streamed = 0 } = await metrics.sums('http_request_duration_seconds', labels);
      assert.ok(streamed >= 0.14 && streamed < 5, `${streamed} s`);
    });

    it('lets a stream through piece by piece', async (t) => {
      const { options } = await realServices(`${project}-stream`);
      const { url } = await start(t, express, options);
      await look(url);

      const [first, second] = await readPieces(`${url}/stream`);

      assert.deepEqual([first?.text, second?.text], ['one ', 'two']);
      assert.ok((second?.ms ?? 0) - (first?.ms ?? 0) > 100);
    });

    it('counts a client that leaves before the answer as 499', async (t) => {
      const { metrics, options } = await ownCollector(t, `${project}-left`);
      const { url, monlight } = await start(t, express, options);

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
      const { errors, options } = await realServices(`${project}-late`);
      const { url } = await start(t, express, options);

      await leave(`${url}/late`);

      const [group] = await errors.groups(`${project}-late`);
      assert.equal(group?.message, 'nobody waits');
      assert.equal(group.occurrences[0]?.request_url, `${url}/late`);
    });

    it('gives an error that is reported by hand the context of its request', async (t) => {
      const { errors, options } = await realServices(`${project}-hand`);
      const { url } = await start(t, express, options);

      const answer = await fetch(`${url}/hand?token=abc`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ long: 'x'.repeat(500_000) }),
      });

      assert.equal(answer.status, 200);
      const [group] = await errors.groups(`${project}-hand`);
      const [occurrence] = group?.occurrences ?? [];
      assert.equal(occurrence?.request_url, `${url}/hand?token=[scrubbed]`);
      assert.deepEqual([occurrence.request_method, occurrence.user_id], ['POST', 'u-7']);
    });

    it('keeps the number of endpoints within bounds where templates cannot be known', async (t) => {
      const { metrics, options } = await ownCollector(t, `${project}-bounds`);
      const { url, monlight } = await start(t, express, options);

      for (let n = 0; n < 520; n++) await fetch(`${url}/outer/${n}/page`);
      await monlight?.close();

      const counts = await metrics.sums('http_requests_total', ['endpoint']);
      assert.equal(counts['<other>'] ?? counts['other'], 21);
    });

    it('leaves WebSockets alone', async (t) => {
      const { metrics, options } = await ownCollector(t, `${project}-websocket`);
      const { url, server, monlight } = await start(t, express, options);
      serveEcho(server);
      await look(url);

      const answer = await askEcho(url);
      await monlight?.close();

      assert.equal(answer, 'echo hello');
      assert.deepEqual(await metrics.sums('http_requests_total', ['endpoint']), { '/': 1 });
    });
  });
}
