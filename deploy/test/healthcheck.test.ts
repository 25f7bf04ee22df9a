import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { freePort } from '../../shared/testing/service-process.ts';
import { ROOT, run } from './engine.ts';

// What Docker asks of a container, without Docker.

describe('healthcheck.sh', { timeout: 30_000 }, () => {
  for (const HOST of ['', '0.0.0.0', '127.0.0.1']) {
    it(`is content with 200 where HOST is "${HOST}"`, async (t) => {
      const { PORT, asked } = await listen(t, 'HTTP/1.1 200 OK\r\n\r\n{"status":"ok"}');
      assert.equal(await check({ HOST, PORT }), 0);
      assert.match(asked(), /^GET \/health HTTP\/1\.0\r\nHost: 127\.0\.0\.1\r\n\r\n$/);
    });
  }

  const ill = {
    'another status': 'HTTP/1.1 503 Service Unavailable\r\n\r\n',
    rubbish: '200\r\n',
    'an empty answer': '',
  };
  for (const [what, answer] of Object.entries(ill)) {
    it(`is not content with ${what}`, async (t) => {
      const { PORT } = await listen(t, answer);
      assert.equal(await check({ PORT }), 1);
    });
  }

  it('is not content where nobody listens', async () => {
    assert.equal(await check({ PORT: String(await freePort()) }), 1);
  });

  it('does not wait for ever', async (t) => {
    const { PORT } = await listen(t, null);
    assert.equal(await check({ PORT }), 1);
  });
});

async function check(env: Record<string, string>): Promise<number> {
  const { code } = await run('bash', [`${ROOT}deploy/healthcheck.sh`], { HOST: '', ...env });
  return code;
}

/** Gives every question the same answer and hangs up; with null, neither. */
async function listen(t: TestContext, answer: string | null): Promise<{ PORT: string; asked: () => string }> {
  let asked = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      asked += data.toString();
      if (!asked.endsWith('\r\n\r\n')) return;
      if (answer !== null) socket.end(answer);
    });
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address && typeof address === 'object');
  return { PORT: String(address.port), asked: () => asked };
}
