import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createPrinted } from '../process/printed.ts';
import { startRestartable, type Restartable } from '../process/restartable.ts';
import { findEngine, useEngine, type Engine } from './engine.ts';

const engine = findEngine();
const skip = 'reason' in engine ? engine.reason : false;
if (skip) assert.notEqual(process.env['MONLIGHT_REQUIRE_DOCKER'], '1', skip);
if (skip) process.stderr.write(`SKIPPED, NOT TESTED: following a real Docker engine (${skip})\n`);

interface Setting {
  /** Of Docker's log driver. */
  options?: Record<string, string>;
  /** A Node program. */
  program: string;
  /** What it prints. */
  stdout?: readonly string[];
  stderr?: readonly string[];
}

const numbered = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n));
const PADDING = 'x'.repeat(80);
const BURST = 50_000;
const burst = {
  program: `for (let n = 0; n < ${BURST}; n += 1) console.log('INFO ' + n + ' ${PADDING}.')`,
  stdout: numbered(BURST, (n) => `INFO ${n} ${PADDING}.`),
};
const wide = {
  program: `for (let n = 0; n < 300; n += 1) console.log('INFO ' + n + ' ' + (n + ',').repeat(10_000) + '.')`,
  stdout: numbered(300, (n) => `INFO ${n} ${`${n},`.repeat(10_000)}.`),
};

const settings: Record<string, Setting> = {
  'steady printing on both streams': {
    program: `let n = 0;
      const timer = setInterval(() => {
        console.log('out ' + n + '.');
        console.error('err ' + n + '.');
        if ((n += 1) === 400) clearInterval(timer);
      }, 5)`,
    stdout: numbered(400, (n) => `out ${n}.`),
    stderr: numbered(400, (n) => `err ${n}.`),
  },
  'a burst': burst,
  'a burst through three files': { ...burst, options: { 'max-size': '1m', 'max-file': '3' } },
  'a burst through compressed files': { ...burst, options: { 'max-size': '1m', 'max-file': '3', compress: 'true' } },
  'a burst through files that are deleted at once': { ...burst, options: { 'max-size': '1m', 'max-file': '1' } },
  'lines longer than Docker’s pieces': wide,
  'long lines through many files': { ...wide, options: { 'max-size': '1m', 'max-file': '20', compress: 'true' } },
};

async function startFollowing(t: TestContext): Promise<{ viewer: Restartable; docker: Engine }> {
  assert.ok('root' in engine);
  const docker = useEngine(t, engine);
  const viewer = await startRestartable(t, { LOG_SOURCES: docker.folder, CONTAINERS: `${docker.prefix}-*` });
  return { viewer, docker };
}

describe('following a real Docker engine', { skip }, () => {
  for (const [what, { options = {}, program, stdout = [], stderr = [] }] of Object.entries(settings)) {
    it(`finds everything once and in order, or tells of a gap: ${what}`, async (t) => {
      const { viewer, docker } = await startFollowing(t);
      const name = `${docker.prefix}-app`;
      const filesKept = Number(options['max-file'] ?? 1);
      const printed = createPrinted({ mayLose: 'max-size' in options && filesKept < 20 });
      printed.add('stderr', stderr.join('\n'));
      printed.add('stdout', stdout.join('\n'));

      await docker.run('app', program, options);
      await docker.docker('wait', name);
      await viewer.caughtUp(name, stdout.at(-1) ?? '');
      await viewer.caughtUp(name, stderr.at(-1) ?? '');

      const found = await viewer.found({ container: name });
      assert.equal(printed.problemOf(found), null);
      const lost = printed.lost(found).filter((line) => line !== '').length;
      const gaps = found.filter(({ message }) => message.startsWith('gap: ')).map(({ message }) => message);
      t.diagnostic(`${found.length} entries, ${lost} lines lost ${gaps.join(' ')}`);
    });
  }

  it('tells of a gap where Docker deleted what was printed while the service was down', async (t) => {
    const { viewer, docker } = await startFollowing(t);
    const name = `${docker.prefix}-app`;
    const printed = createPrinted({ mayLose: true });
    printed.add('stdout', ['INFO first.', ...burst.stdout].join('\n'));

    const program = `const timer = setInterval(() => {}, 1000);
      process.once('SIGUSR2', () => { ${burst.program}; clearInterval(timer); });
      console.log('INFO first.')`;

    await docker.run('app', program, { 'max-size': '1m', 'max-file': '1' });
    await viewer.caughtUp(name, 'INFO first.');
    await viewer.service().kill('SIGKILL');
    await docker.docker('kill', '--signal', 'SIGUSR2', name);
    await docker.docker('wait', name);
    viewer.start();
    await viewer.service().healthy();
    await viewer.caughtUp(name, burst.stdout.at(-1) ?? '');

    const found = await viewer.found({ container: name });
    assert.equal(printed.problemOf(found), null);
    assert.ok(printed.lost(found).length > 1);
    assert.equal(found[0]?.message, 'INFO first.');
    assert.match(found[1]?.message ?? '', /^gap: .+ lost: /);
  });

  it('keeps the errors of a real program together', async (t) => {
    assert.ok('root' in engine);
    const { viewer, docker } = await startFollowing(t);
    const program = `for (let n = 0; n < 20; n += 1) {
        console.log('INFO ' + n);
        console.error(new Error('bad ' + n, { cause: Object.assign(new TypeError('worse'), { code: 'E' + n }) }));
      }
      throw new Error('the end')`;

    await docker.run('app', program);
    const name = `${docker.prefix}-app`;
    await docker.docker('wait', name);
    await viewer.caughtUp(name, `Node.js ${await docker.docker('run', '--rm', engine.image, 'node', '--version')}`);

    const found = await viewer.found({ container: name });
    const errors = found.filter(({ stream }) => stream === 'stderr').map(({ message }) => message);
    assert.equal(found.filter(({ stream }) => stream === 'stdout').length, 20);
    assert.equal(errors.length, 21, errors.join('\n---\n'));
    for (const [n, message] of errors.slice(0, 20).entries()) {
      assert.match(message, new RegExp(`^Error: bad ${n}\\n    at [^]+TypeError: worse[^]+code: 'E${n}'\\n[^]*\\}$`));
    }
    assert.match(errors.at(-1) ?? '', /Error: the end[^]+Node\.js v\d/);
  });

  it('goes on through a restart, a recreation and a removal, and through its own end in between', async (t) => {
    const { viewer, docker } = await startFollowing(t);
    const name = `${docker.prefix}-app`;
    const count = 2000;
    const program = `for (let n = 0; n < ${count}; n += 1) console.log('INFO ' + n + '.')`;
    const printed = createPrinted({ mayLose: false });
    const runs = 4;
    for (let run = 0; run < runs; run += 1) printed.add('stdout', numbered(count, (n) => `INFO ${n}.`).join('\n'));

    await docker.run('app', program);
    await docker.docker('wait', name);
    await docker.docker('start', name);
    await viewer.service().kill('SIGKILL');
    await docker.docker('wait', name);
    viewer.start();
    await viewer.service().healthy();
    await viewer.counted(2 * count);
    await docker.docker('rm', name);
    await docker.run('app', program);
    await docker.docker('wait', name);
    await docker.docker('restart', name);
    await docker.docker('wait', name);
    await viewer.counted(runs * count);
    await docker.docker('rm', '-f', name);

    assert.equal(printed.problemOf(await viewer.found({ container: name })), null);
  });
});
