import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import type { FSWatcher } from 'chokidar';
import { watchLogs } from '../../src/ingest/watch.ts';
import { createDockerFolder } from '../docker-folder.ts';

const NEVER_MS = 60_000;
/** Far below what a poll would take, far above what a busy machine needs. */
const SOON_MS = 5000;

/** A folder that is watched, and a way to wait for what is told of it. */
async function start(t: TestContext, pollMs = NEVER_MS) {
  const docker = createDockerFolder(join(temporaryFolder(t), 'containers'));
  const container = docker.create({ name: 'web', maxFile: 3 });
  const told: (string | undefined)[] = [];
  const waiting = new Set<() => void>();
  const { log, lines } = collectLog('log-viewer');
  const watch = watchLogs({
    folder: docker.path,
    pollMs,
    log,
    onChange: (path) => {
      told.push(path);
      for (const check of waiting) check();
    },
  });
  t.after(() => watch.close());

  /** Waits until `path` is told of from now on. */
  function change(path: string | undefined): Promise<void> {
    told.length = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`${path} was not told of`)), SOON_MS);
    const check = () => {
      if (!told.includes(path)) return;
      clearTimeout(timer);
      waiting.delete(check);
      resolve();
    };
    waiting.add(check);
    return promise;
  }

  await change(undefined);
  return { docker, container, watch, told, lines, change };
}

describe('watchLogs', () => {
  it('tells of each line, also after a rotation and a truncation', async (t) => {
    const { container, change } = await start(t);

    for (const act of [
      () => container.print('stdout', 'one'),
      () => container.rotate(),
      () => container.print('stdout', 'two'),
      () => container.copyTruncate(),
      () => container.print('stdout', 'three'),
    ]) {
      const changed = change(container.logPath);
      act();
      await changed;
    }
  });

  it('tells of the last of many lines', async (t) => {
    const { container, change, told } = await start(t);
    const first = change(container.logPath);
    container.print('stdout', 'first');
    await first;

    const after = change(container.logPath);
    container.print('stdout', 'last');
    await after;

    assert.ok(told.includes(container.logPath));
  });

  it('tells of containers that are described anew, come and go', async (t) => {
    const { docker, container, change } = await start(t);
    const renamed = change(join(container.folder, 'config.v2.json'));
    container.rename('shop');
    await renamed;

    const id = 'f'.repeat(64);
    const come = change(join(docker.path, id));
    const other = docker.create({ name: 'db', id });
    await come;
    const printed = change(other.logPath);
    other.print('stdout', 'one');
    await printed;
    const gone = change(join(docker.path, id));
    other.remove();
    await gone;
  });

  it('says nothing of other files', async (t) => {
    const { docker, container, change, told } = await start(t);
    mkdirSync(join(container.folder, 'mounts'));
    writeFileSync(join(container.folder, 'resolv.conf'), '');
    writeFileSync(join(docker.path, 'notes.txt'), '');
    const changed = change(container.logPath);
    container.print('stdout', 'one');

    await changed;

    assert.deepEqual(new Set(told), new Set([container.logPath]));
  });

  it('asks for a look at everything by the clock', async (t) => {
    const { change } = await start(t, 20);

    await change(undefined);
    await change(undefined);
  });

  it('watches a folder that comes later, or again', async (t) => {
    const { docker, container, change } = await start(t, 20);
    renameSync(docker.path, `${docker.path}.away`);
    await change(undefined);
    await change(undefined);
    renameSync(`${docker.path}.away`, docker.path);
    await change(undefined);
    await change(undefined);

    const changed = change(container.logPath);
    container.print('stdout', 'one');

    await changed;
  });

  it('says nothing more once it is closed', async (t) => {
    const { container, watch, told } = await start(t, 20);
    await watch.close();
    told.length = 0;

    container.print('stdout', 'one');
    rmSync(container.folder, { recursive: true });
    await new Promise((resolve) => setImmediate(resolve));

    assert.deepEqual(told, []);
  });

  it('polls and warns once when the system has no more watches', async (t) => {
    const folder = temporaryFolder(t);
    const { log, lines } = collectLog('log-viewer');
    const watcher = Object.assign(new EventEmitter(), { close: () => Promise.resolve() });
    const polled = Promise.withResolvers<void>();
    const open = t.mock.fn(() => watcher as unknown as FSWatcher);
    const watch = watchLogs({ folder, pollMs: 20, log, onChange: () => polled.resolve(), watch: open });
    t.after(() => watch.close());

    watcher.emit('error', Object.assign(new Error('limit reached'), { code: 'ENOSPC' }));
    watcher.emit('error', Object.assign(new Error('limit reached'), { code: 'ENOSPC' }));
    await polled.promise;

    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['log files cannot all be watched; they are polled'],
    );
    assert.equal(open.mock.callCount(), 1);
  });
});
