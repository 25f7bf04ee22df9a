import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createContainerFilter } from '../../src/ingest/container-filter.ts';
import { createDiscovery, type DiscoveryOptions } from '../../src/ingest/discover.ts';
import { createDockerFolder } from '../docker-folder.ts';

const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

/** A folder of containers with its discovery, and the warnings that it gave. */
function start(t: TestContext, options: Partial<DiscoveryOptions> = {}) {
  const docker = createDockerFolder(join(temporaryFolder(t), 'containers'));
  const warnings: string[] = [];
  const discovery = createDiscovery({
    sources: docker.path,
    filter: createContainerFilter([]),
    isOwn: () => false,
    onWarning: (message, { reason }) => void warnings.push(`${message}: ${reason}`),
    ...options,
  });
  const names = async () => (await discovery.scan()).map(({ name }) => name).toSorted();
  return { docker, discovery, warnings, names };
}

describe('createDiscovery', () => {
  it('finds containers as they come and go', async (t) => {
    const { docker, names } = start(t);
    const web = docker.create({ name: 'web' });

    const first = await names();
    docker.create({ name: 'db' });
    const second = await names();
    web.remove();

    assert.deepEqual([first, second, await names()], [['web'], ['db', 'web'], ['db']]);
  });

  it('follows a container under its new name', async (t) => {
    const { docker, names } = start(t);
    const container = docker.create({ name: 'web' });
    const before = await names();
    container.rename('shop');

    assert.deepEqual([before, await names()], [['web'], ['shop']]);
  });

  it('never shows the temporary name of a container that Compose recreates', async (t) => {
    const { docker, names } = start(t);
    const old = docker.create({ name: 'shop-web-1', labels: COMPOSE });
    const next = docker.create({ name: `${old.id.slice(0, 12)}_shop-web-1`, labels: COMPOSE });

    const during = await names();
    old.remove();
    next.rename('shop-web-1');

    assert.deepEqual([during, await names()], [['shop-web-1', 'shop-web-1'], ['shop-web-1']]);
  });

  it('leaves out what the filter does not take, and itself', async (t) => {
    const own: string[] = [];
    const filter = createContainerFilter(['shop-*']);
    const { docker, names, discovery } = start(t, { filter, isOwn: (id) => own.includes(id) });
    for (const name of ['shop-web', 'shop-db', 'other']) docker.create({ name });
    own.push(docker.create({ name: 'shop-monlight' }).id);

    const found = await names();

    assert.deepEqual(found, ['shop-db', 'shop-web']);
    assert.deepEqual(discovery.state(), { sources: 'ok', skipped: [], excluded: 1 });
  });

  it('warns once of a container with another log driver, and says so', async (t) => {
    const { docker, names, discovery, warnings } = start(t);
    const { folder } = docker.create({ name: 'web', driver: 'local' });
    const reason = 'its log driver is local; only json-file is followed';

    const found = [await names(), await names()];

    assert.deepEqual(found, [[], []]);
    assert.deepEqual(warnings, [`a container is not followed: ${reason}`]);
    assert.deepEqual(discovery.state(), { sources: 'ok', skipped: [{ folder, name: 'web', reason }], excluded: 0 });
  });

  it('tries a description that cannot be read again when it has changed, and warns once', async (t) => {
    const { docker, names, warnings } = start(t);
    const container = docker.create({ name: 'web' });
    writeFileSync(join(container.folder, 'config.v2.json'), '{"ID"');

    const broken = [await names(), await names()];
    container.rename('web');

    assert.deepEqual([broken, await names()], [[[], []], ['web']]);
    assert.deepEqual(warnings, ['a container is not followed: config.v2.json is not JSON']);
  });

  it('passes over files and over folders that are no containers', async (t) => {
    const { docker, names, warnings, discovery } = start(t);
    mkdirSync(join(docker.path, 'lost+found'));
    writeFileSync(join(docker.path, 'notes.txt'), '');

    const found = await names();

    assert.deepEqual([found, warnings, discovery.state().sources], [[], [], 'empty']);
  });

  it('warns once of a folder that does not exist, and finds it when it does', async (t) => {
    const { docker, names, warnings, discovery } = start(t);
    docker.create({ name: 'web' });
    renameSync(docker.path, `${docker.path}.away`);

    const before = [await names(), await names()];
    const { sources } = discovery.state();
    renameSync(`${docker.path}.away`, docker.path);

    assert.deepEqual([before, sources, await names()], [[[], []], 'missing', ['web']]);
    assert.deepEqual(warnings, ['LOG_SOURCES cannot be followed: it does not exist']);
  });

  it('says so when the folder is none', async (t) => {
    const { docker, names, warnings, discovery } = start(t);
    rmSync(docker.path, { recursive: true });
    writeFileSync(docker.path, '');

    const found = await names();

    assert.deepEqual([found, discovery.state().sources], [[], 'unreadable']);
    assert.deepEqual(warnings, ['LOG_SOURCES cannot be followed: it cannot be read (ENOTDIR)']);
  });
});
