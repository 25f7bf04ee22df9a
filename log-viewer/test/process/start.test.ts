import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import Sqlite from 'better-sqlite3';
import { API_KEY, MAIN } from '../start.ts';

/** "MLet": marks a file as the error tracker's. */
const ERROR_TRACKER = 0x4d4c6574;

/** Starts with these settings and gives back how it ended. */
async function refusal(
  t: TestContext,
  env: Record<string, string>,
): Promise<{ code: number | null; lines: string[]; stdout: string }> {
  const service = spawnService(t, MAIN, env);
  const code = await service.ended;
  const { stderr, stdout } = service.output();
  return { code, lines: stderr.trim().split('\n'), stdout };
}

describe('a start', () => {
  it('names all wrong settings at once and shows no secret', async (t) => {
    const { code, lines, stdout } = await refusal(t, {
      API_KEY: 'short',
      PORT: '0',
      CONTAINERS: 'web-*, !db, a b',
      MAX_ENTRIES: '0',
      MAX_DATABASE_MB: '1',
      POLL_INTERVAL: '0.5',
      TAIL_BUFFER: '64k',
      MAX_TAIL_CONNECTIONS: 'many',
    });

    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.deepEqual(lines, [
      'log-viewer: API_KEY must be at least 16 characters',
      'log-viewer: PORT="0" must be a whole number from 1 to 65535',
      'log-viewer: CONTAINERS="web-*, !db, a b" must be container names, with * for any characters and ! before what is left out',
      'log-viewer: MAX_ENTRIES="0" must be a whole number from 1 to 100000000',
      'log-viewer: MAX_DATABASE_MB="1" must be a whole number from 16 to 1000000',
      'log-viewer: POLL_INTERVAL="0.5" must be a whole number from 1 to 3600',
      'log-viewer: TAIL_BUFFER="64k" must be a whole number from 1024 to 16777216',
      'log-viewer: MAX_TAIL_CONNECTIONS="many" must be a whole number from 1 to 1000',
    ]);
  });

  const unusable: [what: string, prepare: (path: string) => void, expected: RegExp][] = [
    [
      'a text file',
      (path) => writeFileSync(path, 'Dear diary,\n'.repeat(50)),
      /is not an SQLite database; the file was left untouched/,
    ],
    [
      'another service’s database',
      (path) => {
        const db = new Sqlite(path);
        db.pragma(`application_id = ${ERROR_TRACKER}`);
        db.exec("CREATE TABLE _meta (key TEXT, value TEXT); INSERT INTO _meta VALUES ('schema_version', '1')").close();
      },
      /is not a database of this service; the file was left untouched/,
    ],
  ];
  for (const [what, prepare, expected] of unusable) {
    it(`refuses ${what} in one line and leaves it as it was`, async (t) => {
      const path = join(temporaryFolder(t), 'logs.db');
      prepare(path);
      const before = readFileSync(path);

      const { code, lines } = await refusal(t, { API_KEY, DATABASE_PATH: path });

      assert.equal(code, 1);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^log-viewer: DATABASE_PATH: /);
      assert.match(lines[0] ?? '', expected);
      assert.deepEqual(readFileSync(path), before);
    });
  }

  it('refuses a database of a newer version and leaves it as it was', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'logs.db');
    const env = { API_KEY, LOG_SOURCES: folder, DATABASE_PATH: path, PORT: String(await freePort()) };
    const first = spawnService(t, MAIN, env);
    await first.healthy();
    await first.kill('SIGTERM');
    new Sqlite(path).exec("UPDATE _meta SET value = '999' WHERE key = 'schema_version'").close();
    const before = readFileSync(path);

    const { code, lines } = await refusal(t, env);

    assert.equal(code, 1);
    assert.match(lines.join('\n'), /^log-viewer: .* has schema version 999, written by a newer Monlight than this one/);
    assert.deepEqual(readFileSync(path), before);
  });

  it('needs no containers’ folder, says so once, and follows what comes', async (t) => {
    const folder = temporaryFolder(t);
    const service = spawnService(t, MAIN, {
      API_KEY,
      LOG_SOURCES: join(folder, 'not', 'there'),
      DATABASE_PATH: join(folder, 'a', 'logs.db'),
      PORT: String(await freePort()),
      POLL_INTERVAL: '1',
    });

    await service.healthy();

    const { body } = await request(`${service.url}/health`, 'GET');
    assert.equal(body.sources, 'missing');
    assert.equal(statSync(join(folder, 'a', 'logs.db')).mode & 0o777, 0o600);
    assert.equal(service.output().stdout.split('LOG_SOURCES cannot be followed').length - 1, 1);
  });
});
