import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer, type ServerProcess } from '../../bench/server-process.ts';
import { bundleService } from '../../commands/bundle.ts';
import { request } from '../request.ts';
import { API_KEY } from '../start-service.ts';
import { isWhole, sized } from '../torture.ts';
import { openConnection, written, type RawConnection } from './raw-connection.ts';

/** One kind of request; `n` counts from 0. */
export interface LoadRequest {
  method: string;
  path: string;
  body?: (n: number) => string;
}

export interface LoadOptions {
  service: string;
  /** Settings of its own. */
  env: (folder: string) => Record<string, string>;
  /** Gives it data to answer with. */
  fill: (server: ServerProcess) => Promise<void>;
  /** What it is asked to do, in turn. */
  requests: readonly LoadRequest[];
  /** The request with the largest answer. */
  large: string;
  /** Where bodies are taken. */
  upload: string;
}

/** What a service has in its container. */
const MEMORY_MIB = 64;
/** With so many it is busy all the time; under load there are ten times as many. */
const BUSY_CONNECTIONS = 16;
const PIPELINED = 4;
const FLOODING = 50;
const NORMAL_WITHIN_MS = 5000;
/** What a request takes at most that is alone, on a busy machine. */
const NORMAL_MS = 500;

/** Holds a service's process, with the heap it is deployed with, to what it promises under any load. */
export function testUnderLoad(options: LoadOptions): void {
  const { service, requests, large, upload } = options;
  const textOf = (n: number): string => {
    const { method, path, body } = requests[n % requests.length] as LoadRequest;
    return written(method, path, { apiKey: API_KEY, body: body?.(n) });
  };

  describe(`the ${service} under load`, { skip: process.platform !== 'linux' && 'memory is read from /proc' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'monlight-'));
    let server: ServerProcess;
    before(async () => {
      server = await start(options, folder);
    });
    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('answers 2xx or 503 with Retry-After to ten times of what it can do, and is itself again at once', async (t) => {
      const until = performance.now() + sized({ cut: 2000, whole: 60_000 });
      const memory = watchMemory(t, server);
      let n = 0;

      async function keepBusy(connection: RawConnection): Promise<void> {
        for (let sent = 0; performance.now() < until; ) {
          const texts = Array.from({ length: PIPELINED }, () => textOf(n++));
          connection.socket.write(texts.join(''));
          await connection.answered((sent += PIPELINED));
        }
        connection.socket.destroy();
      }
      const connections = Array.from({ length: BUSY_CONNECTIONS * 10 }, () => openConnection(server.url));
      await Promise.all(connections.map(keepBusy));

      const answers = connections.flatMap((connection) => connection.answers);
      const wrong = answers.filter(({ status, hasRetryAfter }) => !(status < 300 || (status === 503 && hasRetryAfter)));
      const done = answers.filter(({ status }) => status < 300).length;
      t.diagnostic(`${answers.length} answers, ${done} of them 2xx`);
      assert.deepEqual(wrong.slice(0, 3), []);
      assert.ok(done > 0);
      await assertNormal(server, options);
      memory.assertBounded();
    });

    it('answers all that is pipelined on one connection, in order', async (t) => {
      const memory = watchMemory(t, server);
      const count = sized({ cut: 2000, whole: 10_000 });
      const kinds = [
        [textOf(0), 2],
        [written('GET', '/nowhere', { apiKey: API_KEY }), 4],
        [written('GET', '/health', { apiKey: API_KEY }), 2],
        [written('PUT', '/health', { apiKey: API_KEY }), 4],
      ] as const;

      const connection = openConnection(server.url);
      for (let at = 0; at < count; at += 1) connection.socket.write(kinds[at % kinds.length]?.[0] ?? '');
      await connection.answered(count);

      const classes = connection.answers.map(({ status }) => Math.floor(status / 100));
      const isInOrder = classes.every((first, at) => first === kinds[at % kinds.length]?.[1] || first === 5);
      assert.ok(isInOrder, 'each answer is its request’s');
      assert.ok(connection.answers.every(({ status, hasRetryAfter }) => status < 500 || hasRetryAfter));
      connection.socket.destroy();
      await assertNormal(server, options);
      memory.assertBounded();
    });

    it('outlives connections that send thousands of requests at once, without a key or waiting for answers', async (t) => {
      const memory = watchMemory(t, server);

      const unread = await openMany(t, server, FLOODING, `GET ${large} HTTP/1.1\r\nHost: t\r\n\r\n`.repeat(5000), true);
      await assertNormal(server, options);
      for (const { socket } of unread) socket.resume();
      await assertNormal(server, options);

      memory.assertBounded();
    });

    it('serves others beside thousands of connections that send nothing, or a byte now and then, or never read', async (t) => {
      const memory = watchMemory(t, server);
      const began = performance.now();

      const idle = await openMany(t, server, sized({ cut: 1000, whole: 5000 }), '');
      await assertNormal(server, options);
      const slow = await openMany(t, server, 100, `GET ${large} HTTP/1.1\r\nHost: t`);
      const head = `POST ${upload} HTTP/1.1\r\nHost: test\r\nX-API-Key: ${API_KEY}\r\nContent-Length: 60000\r\n\r\n`;
      const slowBodies = await openMany(t, server, 100, `${head}{`);
      const unread = await openMany(t, server, 30, written('GET', large, { apiKey: API_KEY }).repeat(3), true);
      const drip = setInterval(() => {
        for (const { socket } of [...slow, ...slowBodies]) socket.write('x');
      }, 500);
      t.after(() => clearInterval(drip));
      await assertNormal(server, options);
      const aborted = await openMany(t, server, 100, `${head}${'x'.repeat(30_000)}`);
      for (const { socket } of aborted) socket.destroy();
      await assertNormal(server, options);

      memory.assertBounded();
      if (!isWhole) return;
      await waitUntil(() => [...idle, ...slow].every((connection) => connection.isClosed()), 30_000);
      await waitUntil(() => slowBodies.every((connection) => connection.isClosed()), 60_000);
      t.diagnostic(
        `all were cut off after ${Math.round(performance.now() - began)} ms, ${unread.length} still do not read`,
      );
      await assertNormal(server, options);
      memory.assertBounded();
    });
  });
}

async function start({ service, env, fill }: LoadOptions, folder: string): Promise<ServerProcess> {
  const settings = { API_KEY, RATE_LIMIT: '0', DATABASE_PATH: join(folder, 'load.db'), ...env(folder) };
  const server = await startServer(await bundleService(service), settings);
  await fill(server);
  return server;
}

function watchMemory(t: TestContext, { memory }: ServerProcess) {
  let most = 0;
  const look = (): void => {
    most = Math.max(most, memory().anonymous);
  };
  const timer = setInterval(look, 100);
  t.after(() => clearInterval(timer));
  return {
    assertBounded: (): void => {
      look();
      t.diagnostic(`took up to ${most.toFixed(1)} MiB of its own`);
      assert.ok(most < MEMORY_MIB, `took ${most.toFixed(1)} MiB, and has ${MEMORY_MIB}`);
    },
  };
}

/** Fails unless requests are answered as quickly as ever before long. */
async function assertNormal({ url }: ServerProcess, { requests }: LoadOptions): Promise<void> {
  const path = requests.find(({ method }) => method === 'GET')?.path ?? '/health';
  const end = performance.now() + NORMAL_WITHIN_MS;
  for (;;) {
    const asked = performance.now();
    const { status } = await request(`${url}${path}`, 'GET', undefined, { 'x-api-key': API_KEY });
    if (status === 200 && performance.now() - asked < NORMAL_MS) return;
    assert.ok(performance.now() < end, `answers ${status} after ${performance.now() - asked} ms`);
  }
}

async function openMany(
  t: TestContext,
  { url }: ServerProcess,
  count: number,
  text: string,
  isUnread = false,
): Promise<RawConnection[]> {
  const connections: RawConnection[] = [];
  for (let at = 0; at < count; at += 1) {
    const connection = openConnection(url);
    if (isUnread) connection.socket.pause();
    if (text !== '') connection.socket.write(text);
    connections.push(connection);
    // Faster than they are taken, the kernel would drop them, and let them wait. What comes after them is taken after them.
    if (at % 100 === 99) await askHealth(url);
  }
  await waitUntil(() => connections.every(({ socket }) => !socket.connecting), 20_000);
  t.after(() => {
    for (const { socket } of connections) socket.destroy();
  });
  return connections;
}

/** Over a connection of its own. */
async function askHealth(url: string): Promise<void> {
  const connection = openConnection(url);
  connection.socket.write(written('GET', '/health', { apiKey: API_KEY }));
  await connection.answered(1);
  connection.socket.destroy();
}

async function waitUntil(isSo: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo()) {
    assert.ok(performance.now() < end, `not so within ${withinMs} ms`);
    await delay(50);
  }
}
