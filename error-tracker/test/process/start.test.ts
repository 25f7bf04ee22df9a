import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import Sqlite from 'better-sqlite3';
import { API_KEY, MAIN } from '../start.ts';

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
  it('says that the key is missing, in one line, and exits with 1', async (t) => {
    const { code, lines, stdout } = await refusal(t, { DATABASE_PATH: join(temporaryFolder(t), 'errors.db') });

    assert.equal(code, 1);
    assert.deepEqual(lines, ['error-tracker: API_KEY is not set: it must be at least 16 characters']);
    assert.equal(stdout, '');
  });

  it('names all wrong settings at once and shows no secret', async (t) => {
    const { code, lines } = await refusal(t, {
      API_KEY: 'short',
      INGEST_API_KEY: 'tiny',
      LOG_LEVEL: 'loud',
      PORT: 'http',
      RATE_LIMIT: 'none',
      TRUST_PROXY: 'maybe',
      CORS_ORIGINS: '*',
      RETENTION_DAYS: '0',
      ALERT_LIMIT_PER_HOUR: '-1',
      ALERT_EMAILS: 'ops@example.com, nobody',
      POSTMARK_FROM_EMAIL: 'monlight',
      POSTMARK_API_URL: 'ftp://mail.example',
      SCRUB_KEYS: 'birthday, *',
      BASE_URL: 'errors.example.com',
    });

    assert.equal(code, 1);
    assert.deepEqual(lines, [
      'error-tracker: API_KEY must be at least 16 characters',
      'error-tracker: INGEST_API_KEY must be at least 16 characters',
      'error-tracker: LOG_LEVEL="loud" must be ERROR, WARN, INFO or DEBUG',
      'error-tracker: PORT="http" must be a whole number from 1 to 65535',
      'error-tracker: RATE_LIMIT="none" must be a whole number from 0 to 100000',
      'error-tracker: CORS_ORIGINS="*" must be origins such as https://status.example.com',
      'error-tracker: TRUST_PROXY="maybe" must be true or false',
      'error-tracker: POSTMARK_FROM_EMAIL="monlight" must be a mail address such as monlight@example.com',
      'error-tracker: ALERT_EMAILS="ops@example.com, nobody" must be mail addresses such as ops@example.com',
      'error-tracker: POSTMARK_API_URL="ftp://mail.example" must be an address that begins with http:// or https://',
      'error-tracker: ALERT_LIMIT_PER_HOUR="-1" must be a whole number from 1 to 1000',
      'error-tracker: RETENTION_DAYS="0" must be a whole number from 1 to 36500',
      'error-tracker: SCRUB_KEYS="birthday, *" must be names such as birthday or tax_id',
      'error-tracker: BASE_URL="errors.example.com" must be an address that begins with http:// or https://',
    ]);
  });

  const unusable: [what: string, prepare: (folder: string) => string, expected: RegExp][] = [
    [
      'a folder that is a file',
      (folder) => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file', 'errors.db');
      },
      /cannot be used: /,
    ],
    ['a folder in place of the file', (folder) => folder, /cannot be used: /],
    [
      'a text file',
      (folder) => {
        writeFileSync(join(folder, 'notes.txt'), 'Dear diary,\n'.repeat(50));
        return join(folder, 'notes.txt');
      },
      /is not an SQLite database; the file was left untouched/,
    ],
    [
      'another program’s database',
      (folder) => {
        const path = join(folder, 'other.db');
        new Sqlite(path).exec('CREATE TABLE theirs (a)').close();
        return path;
      },
      /is not a database of this service; the file was left untouched/,
    ],
  ];
  for (const [what, prepare, expected] of unusable) {
    it(`refuses ${what} in one line`, async (t) => {
      const path = prepare(temporaryFolder(t));

      const { code, lines } = await refusal(t, { API_KEY, DATABASE_PATH: path });

      assert.equal(code, 1);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^error-tracker: DATABASE_PATH: /);
      assert.match(lines[0] ?? '', expected);
    });
  }

  it('refuses a database of a newer version and leaves it as it was', async (t) => {
    const path = join(temporaryFolder(t), 'errors.db');
    const first = spawnService(t, MAIN, { API_KEY, DATABASE_PATH: path, PORT: String(await freePort()) });
    await first.healthy();
    await first.kill('SIGTERM');
    new Sqlite(path).exec("UPDATE _meta SET value = '999' WHERE key = 'schema_version'").close();
    const before = readFileSync(path);

    const { code, lines } = await refusal(t, { API_KEY, DATABASE_PATH: path });

    assert.equal(code, 1);
    assert.match(
      lines.join('\n'),
      /^error-tracker: .* has schema version 999, written by a newer Monlight than this one \(3\)/,
    );
    assert.deepEqual(readFileSync(path), before);
  });

  it('refuses a port that is taken', async (t) => {
    const folder = temporaryFolder(t);
    const env = { API_KEY, PORT: String(await freePort()) };
    await spawnService(t, MAIN, { ...env, DATABASE_PATH: join(folder, 'a.db') }).healthy();

    const { code, lines } = await refusal(t, { ...env, DATABASE_PATH: join(folder, 'b.db') });

    assert.equal(code, 1);
    assert.deepEqual(lines, [`error-tracker: PORT=${env.PORT} is in use on 127.0.0.1`]);
  });

  it('makes a database that only its owner can read, in a folder that was not there', async (t) => {
    const path = join(temporaryFolder(t), 'a', 'b', 'errors.db');
    const service = spawnService(t, MAIN, { API_KEY, DATABASE_PATH: path, PORT: String(await freePort()) });

    await service.healthy();

    assert.equal((await request(`${service.url}/api/errors`, 'GET', undefined, { 'x-api-key': API_KEY })).status, 200);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('listens at one address when it is told `localhost`, with every limit', async (t) => {
    const env = { API_KEY, DATABASE_PATH: join(temporaryFolder(t), 'errors.db'), PORT: String(await freePort()) };
    const service = spawnService(t, MAIN, { ...env, HOST: 'localhost' });

    await service.healthy();

    const told = service
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes('listening at'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /listening at http:\/\/127\.0\.0\.1:/);
  });

  it('warns which alert setting is missing when only some are set', async (t) => {
    const service = spawnService(t, MAIN, {
      API_KEY,
      DATABASE_PATH: join(temporaryFolder(t), 'errors.db'),
      PORT: String(await freePort()),
      POSTMARK_API_TOKEN: 'secret-token',
    });
    await service.healthy();

    const { stdout } = service.output();
    const warning = stdout.split('\n').find((line) => line.includes('"WARN"')) ?? '';

    assert.match(warning, /POSTMARK_FROM_EMAIL/);
    assert.match(warning, /ALERT_EMAILS/);
    assert.doesNotMatch(stdout, /secret-token/);
  });
});

describe('--healthcheck', () => {
  it('exits with 0 while the service is healthy, with 1 when it is not there, and needs only the port', async (t) => {
    const PORT = String(await freePort());
    const service = spawnService(t, MAIN, { API_KEY, DATABASE_PATH: join(temporaryFolder(t), 'errors.db'), PORT });
    await service.healthy();

    const up = await spawnService(t, MAIN, { PORT }, ['--healthcheck']).ended;
    await service.kill('SIGTERM');
    const down = await spawnService(t, MAIN, { PORT }, ['--healthcheck']).ended;

    assert.deepEqual([up, down], [0, 1]);
  });
});
