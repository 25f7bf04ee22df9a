import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { buildImages, docker, run, skip } from './engine.ts';
import { missingOf, startLoad } from './load.ts';
import { startStack, until, type Stack } from './stack.ts';

const backupsOf = (stack: Stack) => readdirSync(stack.backups).toSorted();

/** Stops the error tracker, restores its newest backup, and starts it. */
async function restore(stack: Stack): Promise<void> {
  await docker('stop', stack.container('error-tracker'));
  const { code, said } = await stack.script('restore.sh', 'errors');
  assert.equal(code, 0, said);
  await docker('start', stack.container('error-tracker'));
  await stack.healthy('error-tracker');
}

describe('backup.sh and restore.sh', { skip }, () => {
  before(buildImages);

  it('bring back every report that was answered before the backup began, while 16 clients write', async (t) => {
    const stack = await startStack(t, ['error-tracker']);
    const load = startLoad(stack);
    t.after(load.stop);
    await until('reports are there', async () => load.acknowledged.length > 2000);

    const earlier = [...load.acknowledged];
    const { code, said } = await stack.script('backup.sh', 'errors');
    const during = load.acknowledged.length - earlier.length;
    await load.stop();
    assert.equal(code, 0, said);
    assert.match(said, /integrity ok/);
    await restore(stack);

    assert.deepEqual(await missingOf(stack, earlier), []);
    assert.ok(during > 0, 'reports were taken while the backup ran');
    t.diagnostic(`${earlier.length} before, ${during} during, ${load.acknowledged.length} in all`);
    assert.match(
      await docker('exec', stack.container('error-tracker'), 'ls', '/data'),
      /errors\.db\.before-restore/,
      'what was there is kept',
    );
  });

  it('keep three services’ data through the loss of all volumes', async (t) => {
    const stack = await startStack(t);
    const point = { name: 'kept', type: 'counter', value: 3 };
    assert.equal(await stack.post('metrics-collector', '/api/metrics', [point]), 202);
    await until('logs are there', async () => (await stack.get('log-viewer', '/api/stats')).total_logs > 0);
    assert.equal((await stack.script('backup.sh')).code, 0);
    const { total_logs } = await stack.get('log-viewer', '/api/stats');

    await stack.compose('down', '-v');
    const upStopped = await stack.compose('up', '--no-start');
    assert.equal(upStopped.code, 0, upStopped.said);
    for (const database of ['errors', 'logs', 'metrics']) {
      const { code, said } = await stack.script('restore.sh', database);
      assert.equal(code, 0, said);
    }
    await stack.compose('up', '-d');
    for (const service of ['error-tracker', 'log-viewer', 'metrics-collector'] as const) await stack.healthy(service);

    const { data } = await stack.get('metrics-collector', '/api/metrics?name=kept&period=1h&resolution=hour');
    assert.equal(data[0].sum, 3);
    assert.ok((await stack.get('log-viewer', '/api/stats')).total_logs > 0 && total_logs > 0);
  });

  it('leave the older backups when the disk is full, and say so', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('a small disk can be mounted by root only');
    const stack = await startStack(t, ['error-tracker']);
    mkdirSync(stack.backups);
    assert.equal((await run('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', stack.backups])).code, 0);
    try {
      assert.equal((await stack.script('backup.sh', 'errors')).code, 0);
      const [first = ''] = backupsOf(stack);
      const bytes = readFileSync(join(stack.backups, first));
      const load = startLoad(stack);
      await until('reports are there', async () => load.acknowledged.length > 3000);
      await load.stop();

      const { code, said } = await stack.script('backup.sh', 'errors');

      assert.equal(code, 1);
      assert.match(said, /the disk with .+ is full/);
      assert.match(said, /older backups are as they were/);
      assert.deepEqual(backupsOf(stack), [first]);
      assert.deepEqual(readFileSync(join(stack.backups, first)), bytes);
    } finally {
      await run('umount', [stack.backups]);
    }
  });

  it('keep the newest RETENTION_COUNT of each database', async (t) => {
    const stack = await startStack(t, ['error-tracker', 'metrics-collector'], { RETENTION_COUNT: '2' });
    mkdirSync(stack.backups);
    const old = [
      'errors-2020-01-01T000000Z.db.gz',
      'errors-2020-01-02T000000Z.db.gz',
      'metrics-2020-01-01T000000Z.db.gz',
    ];
    for (const name of [...old, 'errors-of-mine.db.gz']) writeFileSync(join(stack.backups, name), '');

    assert.equal((await stack.script('backup.sh', 'errors')).code, 0);

    const left = backupsOf(stack);
    assert.deepEqual(left.slice(0, 1), ['errors-2020-01-02T000000Z.db.gz']);
    assert.deepEqual(left.slice(2), ['errors-of-mine.db.gz', 'metrics-2020-01-01T000000Z.db.gz']);
  });

  it('refuse a running service, a damaged backup and another service’s, and change nothing', async (t) => {
    const stack = await startStack(t, ['error-tracker', 'metrics-collector']);
    assert.equal(await stack.post('error-tracker', '/api/errors', report('kept')), 201);
    assert.equal((await stack.script('backup.sh', 'errors', 'metrics')).code, 0);
    const [errors = '', metrics = ''] = backupsOf(stack).map((name) => join(stack.backups, name));

    const running = await stack.script('restore.sh', errors);
    await docker('stop', stack.container('error-tracker'));
    const foreign = await stack.script('restore.sh', 'errors', metrics);
    truncateSync(errors, 500);
    const damaged = await stack.script('restore.sh', errors);

    assert.match(running.said, /is running; stop it first/);
    assert.match(foreign.said, /that is no errors\.db of Monlight's[^]*nothing was changed/);
    assert.match(damaged.said, /is damaged; nothing was changed/);
    assert.deepEqual([running.code, foreign.code, damaged.code], [1, 1, 1]);
    await docker('start', stack.container('error-tracker'));
    await stack.healthy('error-tracker');
    assert.deepEqual(await missingOf(stack, ['kept']), []);
  });
});

function report(name: string) {
  return { project: 'shop', exception_type: name, message: '', traceback: '' };
}
