import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { testReadmes } from '@monlight/shared/testing/readme';
import { readOtherLines } from '@monlight/shared/testing/readme-examples';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { DEFAULT_PORT, settings } from '../src/config.ts';
import { startLogViewer } from './start.ts';

testReadmes({
  own: new URL('../README.md', import.meta.url),
  port: DEFAULT_PORT,
  settings,
  start: async (t) => {
    const viewer = await startLogViewer(t);
    viewer.docker.create({ name: 'web' }).print('stderr', 'payment timeout');
    await viewer.stored(1);
    return viewer;
  },
});

it("the root's README shows a folder that stands for Docker's", async (t) => {
  const folder = temporaryFolder(t);
  const lines = readOtherLines(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  const run = (line: string): Buffer => execFileSync('bash', ['-ec', line], { cwd: folder });
  const start = lines.find((line) => line.startsWith('LOG_SOURCES=')) ?? '';
  const [, sources = ''] = /^LOG_SOURCES=(\S+)/.exec(start) ?? [];
  const isBefore = (line: string): boolean => lines.indexOf(line) < lines.indexOf(start);
  const made = lines.filter((line) => /^(mkdir|echo) /.test(line));

  made.filter(isBefore).forEach(run);
  const viewer = await startLogViewer(t, { env: { LOG_SOURCES: join(folder, sources) } });
  made.filter((line) => !isBefore(line)).forEach(run);
  await viewer.stored(1);

  const [entry] = await viewer.entries();
  assert.deepEqual(
    [entry?.container, entry?.stream, entry?.level, entry?.message],
    ['web', 'stderr', 'ERROR', 'ERROR payment timeout'],
  );
});
