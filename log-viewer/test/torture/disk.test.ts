import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileFaults, overwritePages } from '@monlight/shared/testing/damaged-files';
import { request } from '@monlight/shared/testing/request';
import { createSmallDisk } from '@monlight/shared/testing/small-disk';
import { until } from '@monlight/shared/testing/until';
import { createPrinted } from '../process/printed.ts';
import { startRestartable, type Restartable } from '../process/restartable.ts';
import { createTexts } from '../process/texts.ts';
import { API_KEY, startLogViewer } from '../start.ts';

const health = (viewer: Restartable) => request(`${viewer.service().url}/health`, 'GET');
const list = (viewer: Restartable) =>
  request(`${viewer.service().url}/api/logs?limit=1`, 'GET', undefined, { 'x-api-key': API_KEY });
const unhealthy = (viewer: Restartable) =>
  until('it says that it is ill', async () => {
    const { status, body } = await health(viewer);
    return status === 503 && (body.detail as string);
  });

describe('a log viewer whose disk is full', () => {
  it('says so, searches on, and has every line once when there is room', async (t) => {
    const disk = createSmallDisk(t);
    if (!disk) return t.skip('no way to make a disk full');
    const viewer = await startRestartable(t, { DATABASE_PATH: join(disk.folder, 'logs.db') });
    const texts = createTexts();
    const printed = createPrinted({ mayLose: false });
    const container = viewer.docker.create({ name: 'web', startedAt: Date.now() });
    const print = (bursts: number) => {
      for (const text of texts.burst(bursts)) {
        printed.add('stdout', text);
        container.print('stdout', text);
      }
    };

    print(40);
    await viewer.caughtUp('web', printed.last());
    disk.fill(viewer.service());
    const detail = await until('it says that it is ill', async () => {
      print(10);
      const { status, body } = await health(viewer);
      return status === 503 && (body.detail as string);
    });
    const listed = await list(viewer);
    print(100);
    disk.free(viewer.service());
    await viewer.caughtUp('web', printed.last());
    const found = await viewer.found();
    const healed = await health(viewer);
    await viewer.service().kill('SIGKILL');
    viewer.start();
    await viewer.service().healthy();
    const foundAgain = await viewer.found();

    assert.match(detail, /full|I\/O error/);
    assert.equal(listed.status, 200);
    assert.equal(printed.problemOf(found), null);
    assert.equal(healed.status, 200);
    assert.deepEqual(foundAgain, found);
  });
});

describe('a log viewer whose database', () => {
  for (const { what, harm, says } of fileFaults) {
    it(`${what} notices, and reads on when it is started on a new one`, async (t) => {
      const viewer = await startRestartable(t);
      const container = viewer.docker.create({ name: 'web', startedAt: Date.now() });
      container.print('stdout', 'before');
      await viewer.caughtUp('web', 'before');

      harm(join(viewer.folder, 'logs.db'));
      const detail = await unhealthy(viewer);
      container.print('stdout', 'after');
      const code = await viewer.service().kill('SIGTERM');

      assert.match(detail, says);
      assert.equal(code, 0, viewer.service().output().stdout);
      viewer.start();
      await viewer.service().healthy();
      await viewer.caughtUp('web', 'after');
      assert.equal((await viewer.found({ container: 'web' })).at(-1)?.message, 'after');
    });
  }

  it('is replaced is not read in the new place, by a thread that is started later', async (t) => {
    const viewer = await startRestartable(t);
    const replace = fileFaults.find(({ what }) => what.startsWith('is replaced'));

    replace?.harm(join(viewer.folder, 'logs.db'));
    const listed = await list(viewer);

    assert.equal(listed.status, 503);
    assert.match(listed.body.detail, replace?.says ?? /never/);
  });

  it('is overwritten in the middle says so', async (t) => {
    const viewer = await startRestartable(t);
    const container = viewer.docker.create({ name: 'web', startedAt: Date.now() });
    const [text = ''] = createTexts().burst(40);
    container.print('stdout', text);
    await viewer.counted(1000);
    await viewer.service().kill('SIGTERM');
    viewer.start();
    await viewer.service().healthy();

    overwritePages(join(viewer.folder, 'logs.db'));
    const listed = await list(viewer);
    const detail = await unhealthy(viewer);

    assert.equal(listed.status, 503);
    assert.match(listed.body.detail, /malformed/);
    assert.match(detail, /logs\.db is damaged/);
  });
});

describe('a log viewer that cannot drop old entries', () => {
  it('stores new ones once all the same, and drops the old ones later', async (t) => {
    const { docker, db, stored, entries, log } = await startLogViewer(t, { env: { MAX_ENTRIES: '1000' } });
    const container = docker.create({ name: 'web' });
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `INFO line ${from + index}`).join('\n');
    const partitions = () => db.prepare('SELECT count(*) FROM partitions').pluck().get() as number;
    const isTold = () => log.some(({ msg }) => msg.startsWith('old entries cannot be dropped'));

    db.exec("CREATE TRIGGER full BEFORE DELETE ON partitions BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
    container.print('stdout', lines(0, 4000));
    await until('it is told', isTold);
    await until('the last line is there', async () => (await entries({ limit: '1' }))[0]?.message === 'INFO line 3999');
    const kept = partitions();
    db.exec('DROP TRIGGER full');
    container.print('stdout', 'INFO line 4000');
    await until('old ones are dropped', () => partitions() < kept);
    await stored(1000);

    const found = (await entries({ limit: '500' })).map(({ message }) => message);
    assert.deepEqual(found, lines(3501, 4001).split('\n'));
    assert.equal(log.filter(({ msg }) => msg === 'logs cannot be stored; trying again every second').length, 0);
  });
});
