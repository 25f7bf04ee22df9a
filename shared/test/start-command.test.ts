import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../commands/services.ts';
import { freePorts } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

const command = fileURLToPath(new URL('../commands/start.ts', import.meta.url));

/** Runs the start command in a folder until it says that all is running. */
async function start(t: TestContext, folder: string) {
  const port = await freePorts(SERVICES.length);
  const { API_KEY: _, ...env } = process.env;
  const child = spawn(process.execPath, [command, '--port', String(port)], { cwd: folder, env });
  t.after(() => child.kill('SIGTERM'));
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = once(child, 'close');
  while (!output.includes('Stop with Ctrl-C')) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    assert.equal(child.exitCode, null, said);
  }
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    stop: async (): Promise<number> => {
      child.kill('SIGINT');
      return (await ended)[0] as number;
    },
  };
}

describe('npm start', () => {
  it('makes a key once, prints it with the addresses, and stops everything with one signal', async (t) => {
    const folder = temporaryFolder(t);
    const first = await start(t, folder);
    const key = readFileSync(join(folder, 'data', 'api-key'), 'utf8').trim();

    const answer = await fetch(`${first.url}/api/errors`, { headers: { 'x-api-key': key } });
    const code = await first.stop();
    const second = await start(t, folder);
    await second.stop();

    assert.equal(answer.status, 200);
    assert.equal(code, 0);
    assert.ok(key.length >= 32);
    assert.equal(statSync(join(folder, 'data', 'api-key')).mode & 0o777, 0o600);
    for (const { output, url } of [first, second]) {
      assert.ok(output().includes(url));
      assert.ok(output().includes(key));
    }
    const databases = SERVICES.map(({ database }) => database);
    assert.deepEqual(readdirSync(join(folder, 'data')).toSorted(), ['api-key', ...databases].toSorted());
    await assert.rejects(fetch(`${first.url}/health`));
  });

  it('refuses a port that is taken, instead of showing who else answers there', async (t) => {
    const folder = temporaryFolder(t);
    const first = await start(t, folder);

    const second = spawn(process.execPath, [command, '--port', new URL(first.url).port], { cwd: folder });
    const [said, [code]] = await Promise.all([text(second.stderr), once(second, 'close')]);
    await first.stop();

    assert.equal(code, 1);
    assert.match(said, /^port \d+ cannot be used: listen EADDRINUSE/);
  });
});
