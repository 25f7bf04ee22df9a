import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readExamples, readOtherLines } from '@monlight/shared/testing/readme-examples';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { SERVICES } from '../../commands/services.ts';
import { blocksOf } from './markdown.ts';
import { FILES, MARKDOWN, read, ROOT } from './repository.ts';

/** Which test runs a line that a reader may copy; null for what no test can do. */
const RUN_BY: [line: RegExp, test: string | null][] = [
  [/^npm start$/, 'shared/test/start-command.test.ts'],
  [/^KEY=\$\(cat data\/api-key\)$/, 'shared/test/start-command.test.ts'],
  [/^(mkdir|echo|LOG_SOURCES=\S+ npm start$)/, 'log-viewer/test/readme.test.ts'],
  [/^export POSTMARK_API_TOKEN=/, 'error-tracker/test/readme.test.ts'],
  [/^API_KEY=\S+ npm run [\w-]+$/, 'shared/test/docs/examples.test.ts'],
  [/^(cp deploy\/secrets|sed -i)/, 'shared/test/docs/examples.test.ts'],
  // That they are commands is what is looked at; what they do has tests of its own, or is the tests.
  [/^npm (test|run [\w-]+)$/, 'shared/test/docs/examples.test.ts'],
  [/^npm install @monlight\/node$/, 'clients/node/test/readme.test.ts'],
  [/^pip install monlight$/, 'clients/python/tests/test_wheel.py'],
  [/^deploy\/backup\.sh/, 'deploy/test/backup.test.ts'],
  [/^(deploy\/upgrade\.sh|docker tag |docker compose .* up -d --no-build)/, 'deploy/test/upgrade.test.ts'],
  [/^(deploy\/restore\.sh|for name in .* deploy\/restore\.sh|docker (stop|start) )/, 'deploy/test/backup.test.ts'],
  [/^npm run release -- set v/, 'deploy/test/release.test.ts'],
  [/^docker compose .* (up -d|up --no-start|ps)$/, 'deploy/test/stack.test.ts'],
  [/^[A-Z_]+=(true|https:\/\/your-host\/\w+)$/, 'deploy/test/proxy.test.ts'],
  // What is published, and names that only the reader knows.
  [/^git commit -am "Release /, null],
  [/^(git clone <this repository>|ssh -L .* you@your-server$)/, null],
];
/** Those of other languages: each of them has a test of its own, which runs all of that file. */
const OTHER_LANGUAGES: Record<string, readonly string[]> = {
  'clients/node/README.md': ['ts', 'cjs'],
  'clients/python/README.md': ['python'],
  // What a reader puts into files of theirs.
  'deploy/README.md': ['yaml', 'cron'],
};

describe('the examples in the documents', () => {
  for (const file of MARKDOWN) {
    it(`are all run by a test: ${file}`, () => {
      const lines = readOtherLines(read(file));

      const missing = lines.filter((line) => !RUN_BY.some(([pattern]) => pattern.test(line)));

      assert.deepEqual(missing, [], 'no test runs it');
      const languages = [...read(file).matchAll(/^ *```(\w+)$/gm)].map(([, language = '']) => language);
      const known = new Set(['sh', 'json', ...(OTHER_LANGUAGES[file] ?? [])]);
      assert.deepEqual(
        languages.filter((language) => !known.has(language)),
        [],
      );
      for (const block of blocksOf(read(file), 'json')) JSON.parse(block);
    });
  }

  it('are run by tests that there are', () => {
    const tests = RUN_BY.flatMap(([, test]) => test ?? []);

    assert.deepEqual(
      tests.filter((test) => !FILES.includes(test)),
      [],
    );
  });

  it('ask services only in the READMEs whose requests are made', () => {
    const asked = MARKDOWN.flatMap((file) => readExamples(read(file)).map(({ command }) => ({ file, command })));

    const elsewhere = asked.filter(({ file, command }) => {
      const index = Number(/localhost:501(\d)/.exec(command)?.[1] ?? Number.NaN);
      return file !== 'README.md' && file !== `${SERVICES[index]?.name}/README.md`;
    });

    assert.ok(asked.length > 10, 'they are found');
    assert.deepEqual(elsewhere, []);
  });

  it('name only commands of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    const named = MARKDOWN.flatMap((file) =>
      [...read(file).matchAll(/\bnpm (?:run )?([a-z-]+)/g)].map(([, name]) => name),
    );

    const ofNpm = new Set(['install', 'registry', 'and']);
    assert.deepEqual(
      [...new Set(named)].filter((name = '') => !(name in scripts) && !ofNpm.has(name)),
      [],
    );
  });
});

describe('README.md', () => {
  const lines = readOtherLines(read('README.md')).filter((line) => line.startsWith('API_KEY='));

  it('starts each service on its own', () => {
    assert.deepEqual(
      lines.map((line) => line.split(' ').at(-1)),
      SERVICES.map(({ name }) => name),
    );
  });

  for (const line of lines) {
    it(`starts one with: ${line}`, async (t) => {
      const [, key = '', name = ''] = /^API_KEY=(\S+) npm run (.*)$/.exec(line) ?? [];
      const folder = temporaryFolder(t);
      const PORT = String(await freePort());

      const service = spawnService(t, mainOf(name), {
        API_KEY: key,
        PORT,
        DATABASE_PATH: join(folder, 'its.db'),
        LOG_SOURCES: folder,
      });
      await service.healthy();

      const answer = await fetch(`${service.url}/api/openapi.json`, { headers: { 'x-api-key': key } });
      assert.equal(answer.status, 200);
      assert.equal(await service.kill('SIGTERM'), 0);
    });
  }
});

/** What `npm run <name>` starts, by the table of `run.mjs`. */
function mainOf(name: string): URL {
  const [, path = ''] = new RegExp(`'${name}': '(.*)',`).exec(read('shared/commands/run.mjs')) ?? [];
  return pathToFileURL(join(ROOT, path));
}

describe('deploy/README.md', () => {
  it('makes settings with two keys that nobody else can read', async (t) => {
    const folder = temporaryFolder(t);
    const example = 'deploy/secrets.env.example';
    cpSync(join(ROOT, example), join(folder, example));
    const lines = readOtherLines(read('deploy/README.md')).filter((line) => /^(cp|sed) /.test(line));

    await promisify(execFile)('bash', ['-ec', lines.join('\n')], { cwd: folder });

    const file = join(folder, 'deploy/secrets.env');
    const keys = [...readFileSync(file, 'utf8').matchAll(/^(?:INGEST_)?API_KEY=(.*)$/gm)].map(([, key = '']) => key);
    assert.equal(lines.length, 2);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      keys.map((key) => /^[0-9a-f]{48}$/.test(key)),
      [true, true],
    );
    assert.notEqual(keys[0], keys[1]);
  });
});
