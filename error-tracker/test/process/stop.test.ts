import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { freePort, spawnService, type ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import Sqlite from 'better-sqlite3';
import { API_KEY, MAIN, report } from '../start.ts';

async function start(t: TestContext): Promise<{ service: ServiceProcess; folder: string; port: number }> {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const service = spawnService(t, MAIN, {
    API_KEY,
    RATE_LIMIT: '0',
    DATABASE_PATH: join(folder, 'errors.db'),
    PORT: String(port),
  });
  await service.healthy();
  return { service, folder, port };
}

const body = JSON.stringify(report());
const head = `POST /api/errors HTTP/1.1\r\nHost: a\r\nX-API-Key: ${API_KEY}\r\nContent-Length: ${body.length}\r\n\r\n`;

describe('a stop', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} exits with 0 and leaves one whole file behind`, async (t) => {
      const { service, folder } = await start(t);
      await fetch(`${service.url}/api/errors`, { method: 'POST', body, headers: { 'x-api-key': API_KEY } });

      const code = await service.kill(signal);

      assert.equal(code, 0, service.output().stderr);
      assert.deepEqual(readdirSync(folder), ['errors.db']);
      const db = new Sqlite(join(folder, 'errors.db'), { readonly: true });
      t.after(() => db.close());
      assert.equal(db.prepare('SELECT count FROM groups').pluck().get(), 1);
      const log = service
        .output()
        .stdout.trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      assert.deepEqual(
        log.map(({ msg }) => msg),
        ['made a new database', `listening at ${service.url}`, 'stopping', 'stopped'],
      );
      for (const line of log) assert.deepEqual([line['level'], line['service']], ['INFO', 'error-tracker']);
    });
  }

  it('comes to its end though nobody reads its log any more', async (t) => {
    const { service } = await start(t);
    service.child.stdout?.destroy();

    assert.equal(await service.kill('SIGTERM'), 0);
  });

  it('finishes a request in flight and accepts no new connection', async (t) => {
    const { service, port } = await start(t);
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(head + body.slice(0, 10));
    await once(socket, 'ready').catch(() => undefined);
    await fetch(`${service.url}/health`);

    service.child.kill('SIGTERM');
    while (!service.output().stdout.includes('stopping')) await once(service.child.stdout ?? service.child, 'data');
    socket.write(body.slice(10));

    assert.equal(await service.ended, 0);
    assert.match(answer, /^HTTP\/1\.1 201 Created/);
    await assert.rejects(fetch(`${service.url}/health`));
  });

  it('does not wait longer than five seconds for a request that never ends', async (t) => {
    const { service, port } = await start(t);
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(head);
    await once(socket, 'connect');
    await fetch(`${service.url}/health`);

    const before = performance.now();
    const code = await service.kill('SIGTERM');

    assert.equal(code, 0);
    assert.ok(performance.now() - before < 9000);
  });
});
