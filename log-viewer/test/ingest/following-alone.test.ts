import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createContainerFilter } from '../../src/ingest/container-filter.ts';
import { createDiscovery } from '../../src/ingest/discover.ts';
import { createFollowing } from '../../src/ingest/following.ts';
import type { Entry } from '../../src/store/entries.ts';
import type { LogStore } from '../../src/store/log-store.ts';
import { createDockerFolder } from '../docker-folder.ts';
import { openStore } from '../store/open.ts';

/** A clock that a busy machine cannot run out of time by. */
const slowly = (): number => performance.now() / 5;

/** Follows a folder, and nobody tells of its changes; `onShow` is called within the turn that shows an entry. */
function follow(t: TestContext, store: LogStore, onShow: (entry: Entry) => void = () => {}) {
  const docker = createDockerFolder(join(temporaryFolder(t), 'containers'));
  const following = createFollowing({
    folder: docker.path,
    discovery: createDiscovery({
      sources: docker.path,
      filter: createContainerFilter([]),
      isOwn: () => false,
      onWarning: () => {},
    }),
    store,
    listener: { hold: () => {}, amend: () => {}, show: onShow },
    tailBytes: 1024,
    now: Date.now,
    steady: slowly,
    log: collectLog('log-viewer').log,
  });
  t.after(() => following.stop());
  return { docker, following };
}

describe('following, when nothing is told of', () => {
  it('finds the lines that come soon after another', { timeout: 10_000 }, async (t) => {
    const { store } = openStore(t, { maxEntries: 1000 });
    const shown: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const { docker, following } = follow(t, store, ({ message }) => {
      shown.push(message);
      if (shown.length === 4) resolve();
      else web.print('stdout', `INFO line ${shown.length + 1}`);
    });
    const web = docker.create({ name: 'web' });
    web.print('stdout', 'INFO line 1');

    following.start();
    await promise;

    assert.deepEqual(shown, ['INFO line 1', 'INFO line 2', 'INFO line 3', 'INFO line 4']);
  });

  it('goes on with a partition that was half dropped when it stopped', { timeout: 10_000 }, async (t) => {
    const { db, add, reopen } = openStore(t, { maxEntries: 32_000 });
    const left = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'entries_1'").pluck();
    // A pack each: more than are deleted in one step.
    const long = Array.from({ length: 1000 }, (_, n) => ({ message: `${n}`.padEnd(40_000, 'x') }));
    add(long);
    for (let n = 0; n < 32; n += 1) add(Array.from({ length: 1000 }, () => ({})));
    const before = left.get();

    const { following } = follow(t, reopen());
    following.start();
    while (left.get() === 1) await delay(10);

    assert.equal(before, 1);
  });
});
