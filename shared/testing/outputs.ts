import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine } from './log-lines.ts';
import { sendRaw } from './raw-request.ts';
import { request } from './request.ts';
import { freePort, spawnService, type ServiceProcess } from './service-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What is sent to break out of a line of the log: a line of its own, and what moves a terminal's cursor or text. */
export const HOSTILE = 'x\r\n{"level":"ERROR","msg":"forged"}\u001b[2J\u009b2J\u2028\u202e\u2066\u0000';

export interface OutputsOptions {
  service: string;
  main: URL;
  /** Further settings, secrets among them, for a service whose database is in `folder`. */
  settings?: (t: TestContext, folder: string) => Promise<Record<string, string>>;
  /** Has the service log something that clients have chosen; `key` is the full one. */
  provoke?: (url: string, key: string, folder: string) => Promise<unknown>;
  /** What that line of the log says. */
  provoked?: RegExp;
  pages: readonly string[];
}

const SECRETS = {
  API_KEY: 'canary-full-0123456789',
  INGEST_API_KEY: 'canary-ingest-0123456789',
  POSTMARK_API_TOKEN: 'canary-postmark-0123456789',
};
const WRONG = 'canary-wrong-0123456789';

/** Looks through everything that a run of a service's process has put out, after all that may be sent to it. */
export function testOutputs({ service, main, settings, provoke, provoked, pages }: OutputsOptions): void {
  describe(`everything that the ${service} puts out`, () => {
    it('holds no key and no session, and its log one JSON line for each event whatever was sent', async (t) => {
      const folder = temporaryFolder(t);
      const env = {
        ...SECRETS,
        PORT: String(await freePort()),
        DATABASE_PATH: join(folder, 'a.db'),
        LOG_LEVEL: 'DEBUG',
      };
      const running = spawnService(t, main, { ...env, RATE_LIMIT: '0', ...(await settings?.(t, folder)) });
      await running.healthy();
      await provoke?.(running.url, SECRETS.API_KEY, folder);
      if (provoked) await printed(running, provoked);

      const { cookie, said } = await askEverything(running.url, pages);
      await running.kill('SIGTERM');
      const { stdout, stderr } = running.output();

      const token = decodeURIComponent(cookie.split('=')[1] ?? '');
      const files = readdirSync(folder).filter((name) => name.startsWith('a.db'));
      const kept = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
      for (const secret of [...Object.values(SECRETS), WRONG, token, cookie]) {
        assert.equal(said.includes(secret), false, 'an answer holds a secret');
        assert.equal(stdout.includes(secret), false, 'the log holds a secret');
        assert.equal(kept.includes(secret), false, 'the database holds a secret');
      }
      assert.equal(stderr, '');
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as LogLine);
      assert.ok(lines.every((line) => line['service'] === service));
      assert.ok(lines.every(({ msg }) => !msg.includes('forged')));
      assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
    });
  });
}

/** Every GET, all that fails, with every key; `said` is all answers but the cookie that a sign-in gives. */
async function askEverything(url: string, pages: readonly string[]): Promise<{ said: string; cookie: string }> {
  const said: string[] = [];
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await request(`${url}${path}`, method, body, headers);
    const told = [...answer.headers].filter(([name]) => name !== 'set-cookie');
    said.push(JSON.stringify([answer.status, told, answer.body]));
    return answer;
  };
  const full = { 'x-api-key': SECRETS.API_KEY };
  const signedIn = await ask('POST', '/api/session', {}, { api_key: SECRETS.API_KEY });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { body: description } = await ask('GET', '/api/openapi.json', full);
  const paths = Object.entries(description.paths as Record<string, object>)
    .filter(([path, methods]) => 'get' in methods && !path.endsWith('/tail'))
    .map(([path]) => path.replace('{id}', '1'));
  const credentials = [full, { authorization: `Bearer ${SECRETS.INGEST_API_KEY}` }, { cookie }, {}];

  for (const path of [...paths, ...pages, '/nowhere']) {
    for (const headers of credentials) await ask('GET', `${path}?name=m`, headers);
    await ask('PUT', path, full, { api_key: SECRETS.API_KEY });
  }
  await ask('GET', `/nowhere?q=${encodeURIComponent(HOSTILE)}`, { ...full, 'user-agent': WRONG });
  await ask('GET', `/${encodeURIComponent(HOSTILE)}`, full);
  await ask('GET', '/nowhere', { 'x-api-key': WRONG });
  await ask('POST', '/api/session', {}, { api_key: WRONG });
  await ask('POST', '/api/session', {}, { api_key: [SECRETS.API_KEY] });
  await ask('POST', '/api/session', {}, `{"api_key":"${SECRETS.API_KEY}`);
  await ask('DELETE', '/api/session', { cookie, 'x-requested-with': 'monlight' });
  said.push(await sendRaw(url, `GET / HTTP/1.1\r\nX-API-Key: ${SECRETS.API_KEY}\r\nX A: ${WRONG}\r\n\r\n`));
  return { said: said.join('\n'), cookie };
}

async function printed(running: ServiceProcess, pattern: RegExp): Promise<void> {
  for (const end = Date.now() + 10_000; !pattern.test(running.output().stdout); ) {
    if (Date.now() > end) throw new Error(`${String(pattern)} was not printed: ${running.output().stdout}`);
    await delay(20);
  }
}
