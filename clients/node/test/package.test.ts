import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import * as source from '../src/index.ts';
import { VERSION } from '../src/version.ts';
import { installPackage, PACKAGE } from './support/installed-project.ts';
import { runProgram } from './support/run-program.ts';

const run = promisify(execFile);
const NAMES = Object.keys(source).toSorted();
const MAX_IMPORT_MS = 30;

describe('the package', () => {
  it('exports to ESM and to CommonJS what the source does', async (t) => {
    const { write } = installPackage(t);
    const esm = write('a.mjs', 'import * as all from "@monlight/node"; console.log(Object.keys(all).sort().join());');
    const cjs = write('a.cjs', 'console.log(Object.keys(require("@monlight/node")).sort().join());');

    const ended = await Promise.all([runProgram(t, esm), runProgram(t, cjs)]);

    for (const { code, stdout, stderr } of ended) {
      assert.deepEqual([code, stdout.trim().split(','), stderr], [0, NAMES, '']);
    }
  });

  it('has types for a strict project', async (t) => {
    const { folder, write } = installPackage(t, ['@types/node', 'fastify', 'express', '@types/express']);
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: { strict: true, module: 'nodenext', target: 'es2023', noEmit: true, types: ['node'] },
        include: ['*.ts', '*.cts'],
      }),
    );
    const use = `
      const errors = new ErrorClient({ baseUrl: 'http://localhost:5010', apiKey: 'key' });
      const report: Promise<void> = errors.reportError('anything', { userId: 1, extra: { any: new Map() } });
      const metrics = new MetricsClient({ baseUrl: 'http://localhost:5012', apiKey: 'key', flushInterval: 1000 });
      metrics.counter('one', { a: 1, b: true, c: 'text' });
      // @ts-expect-error a name is text
      metrics.counter(1);
      const value: number = withContext({ userId: 'a' }, () => 1);
      const stop: () => void = installProcessHandlers(errors);
      export { report, value, stop };`;
    const names = 'ErrorClient, MetricsClient, installProcessHandlers, withContext';
    write('plain.ts', `import { ${names} } from '@monlight/node';${use}`);
    write('plain.cts', `import { ${names} } from '@monlight/node';${use}`);
    write(
      'frameworks.ts',
      `import { setupMonlight, type Monlight, type Report } from '@monlight/node';
      import express from 'express';
      import Fastify, { type FastifyRequest } from 'fastify';
      const options = {
        apiKey: 'key',
        getUser: (request: FastifyRequest) => request.ip,
        beforeSend: (report: Report) => (report.message === '' ? null : report),
      };
      const one: Monlight = setupMonlight(Fastify(), options);
      const router = express.Router();
      router.use(setupMonlight(express(), { apiKey: 'key' }).errorHandler);
      export { one };`,
    );

    await run(process.execPath, [join(PACKAGE, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder }).catch(
      ({ stdout }: { stdout: string }) => assert.fail(stdout),
    );
  });

  it('is what publint and attw expect of one', async () => {
    const programs = join(PACKAGE, 'node_modules/.bin');

    await run(join(programs, 'publint'), ['--strict', '--pack', 'npm'], { cwd: PACKAGE });
    await run(join(programs, 'attw'), ['--pack', '.', '--profile', 'esm-only'], { cwd: PACKAGE });
  });

  it('is as small as the README says', (t) => {
    const { size } = installPackage(t);

    assert.ok(size < 100_000, `${size} bytes`);
  });

  it('is imported quickly, and does nothing by that', async (t) => {
    const { write } = installPackage(t);
    const program = write(
      'import.mjs',
      `const before = [process.listenerCount('exit'), process.listenerCount('beforeExit')].join();
      const start = performance.now();
      await import('@monlight/node');
      const ms = performance.now() - start;
      const after = [process.listenerCount('exit'), process.listenerCount('beforeExit')].join();
      console.log(JSON.stringify({ ms, isQuiet: before === after, handles: process.getActiveResourcesInfo() }));`,
    );

    const runs = [];
    for (let n = 0; n < 5; n++) runs.push(JSON.parse((await runProgram(t, program)).stdout));

    // The quickest: the others say how busy the machine was.
    const ms = Math.min(...runs.map((each) => each.ms));
    assert.ok(ms < MAX_IMPORT_MS, `${ms} ms`);
    assert.equal(runs[0].isQuiet, true);
    assert.deepEqual(
      runs[0].handles.filter((name: string) => !name.includes('Wrap') && name !== 'FSReqPromise'),
      [],
    );
  });

  it('tells servers its version', () => {
    const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };

    assert.equal(VERSION, version);
  });
});
