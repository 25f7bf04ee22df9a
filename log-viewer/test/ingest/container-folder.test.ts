import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { readContainerFolder } from '../../src/ingest/container-folder.ts';
import { createDockerFolder } from '../docker-folder.ts';

const COMPOSE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

function createFolder(t: TestContext) {
  return createDockerFolder(join(temporaryFolder(t), 'containers'));
}

function read(folder: string) {
  const result = readContainerFolder(folder);
  assert.ok('container' in result);
  return result.container;
}

describe('readContainerFolder', () => {
  it('reads what Docker keeps about a container, and nothing of its environment', (t) => {
    const { id, folder, logPath } = createFolder(t).create({ name: 'shop-web-1', labels: COMPOSE });

    const container = read(folder);

    const createdAt = Date.UTC(2026, 0, 23, 15, 30);
    const expected = {
      id,
      name: 'shop-web-1',
      logPath,
      project: 'shop',
      service: 'web',
      driver: 'json-file',
      createdAt,
    };
    assert.deepEqual(container, expected);
    assert.doesNotMatch(JSON.stringify(container), /hunter2/);
  });

  it('finds the log where the folder is mounted elsewhere', (t) => {
    const docker = createFolder(t);
    const { id } = docker.create({ name: 'web' });
    renameSync(docker.path, `${docker.path}-mounted`);

    const { logPath } = read(join(`${docker.path}-mounted`, id));

    assert.equal(logPath, join(`${docker.path}-mounted`, id, `${id}-json.log`));
  });

  it('gives a recreated container its name at once', (t) => {
    const { folder } = createFolder(t).create({ name: '0123456789ab_shop-web-1', labels: COMPOSE });

    const { name } = read(folder);

    assert.equal(name, 'shop-web-1');
  });

  it('leaves a name alone that only looks like a temporary one', (t) => {
    const { folder } = createFolder(t).create({ name: '0123456789ab_web' });

    const { name } = read(folder);

    assert.equal(name, '0123456789ab_web');
  });

  it('does without what is not told', (t) => {
    const folder = join(temporaryFolder(t), 'abc');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.v2.json'), '{"Name":"/web"}');

    const container = read(folder);

    const logPath = join(folder, 'abc-json.log');
    assert.deepEqual(container, {
      id: 'abc',
      name: 'web',
      logPath,
      project: null,
      service: null,
      driver: null,
      createdAt: 0,
    });
  });

  for (const [what, text, reason] of [
    ['half-written', '{"ID":', 'config.v2.json is not JSON'],
    ['no object', '7', 'config.v2.json names no container'],
    ['without a name', '{"ID":"abc"}', 'config.v2.json names no container'],
  ] as const) {
    it(`says what is wrong with a description that is ${what}`, (t) => {
      const { folder } = createFolder(t).create({ name: 'web' });
      writeFileSync(join(folder, 'config.v2.json'), text);

      const result = readContainerFolder(folder);

      assert.deepEqual(result, { reason });
    });
  }

  it('says so when there is no description', (t) => {
    const { folder } = createFolder(t).create({ name: 'web' });
    rmSync(join(folder, 'config.v2.json'));

    const result = readContainerFolder(folder);

    assert.deepEqual(result, { reason: 'config.v2.json cannot be read: ENOENT' });
  });
});
