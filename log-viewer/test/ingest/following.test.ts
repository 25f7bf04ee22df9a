import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '@monlight/shared/config';
import { openService } from '@monlight/shared/lifecycle';
import { openReadOnly } from '@monlight/shared/sqlite';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { service as logViewer } from '../../src/service.ts';
import { openTail } from '../event-stream.ts';
import { API_KEY, dockerFolderOf, startLogViewer, type LogViewer } from '../start.ts';

const POLL = { POLL_INTERVAL: '1' };

async function sourcesBecome(viewer: LogViewer, state: string): Promise<Record<string, unknown>> {
  for (const end = Date.now() + 5000; ; ) {
    const { body } = await viewer.call('GET', '/api/sources');
    if (body.state === state) return body;
    if (Date.now() > end) throw new Error(`the state is ${body.state}, not ${state}`);
    await delay(20);
  }
}

describe('what is followed', () => {
  it('is said to be missing when LOG_SOURCES is not there, and followed once it is', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'later');
    const viewer = await startLogViewer(t, { folder, env: { ...POLL, LOG_SOURCES: path } });

    const missing = await sourcesBecome(viewer, 'missing');
    const web = viewer.docker.create({ name: 'web' });
    web.print('stdout', 'INFO hello');
    renameSync(viewer.docker.path, path);
    await viewer.stored(1);

    assert.deepEqual(missing, { state: 'missing', path, followed: 0, excluded: 0, skipped: [] });
    assert.equal((await sourcesBecome(viewer, 'ok'))['followed'], 1);
    assert.equal((await viewer.call('GET', '/health')).status, 200);
    assert.equal(viewer.log.filter(({ level }) => level === 'WARN').length, 1);
  });

  it('is said to be unreadable when LOG_SOURCES is a file, and empty when nothing is in it', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const onFile = await startLogViewer(t, { env: { LOG_SOURCES: file } });
    const onEmpty = await startLogViewer(t);

    assert.equal((await sourcesBecome(onFile, 'unreadable'))['followed'], 0);
    assert.equal((await sourcesBecome(onEmpty, 'empty'))['followed'], 0);
  });

  it('is not looked at before the service listens: a start with many containers answers first', async (t) => {
    const folder = temporaryFolder(t);
    const docker = dockerFolderOf(folder);
    docker.create({ name: 'web' }).print('stdout', 'INFO hello');
    const path = join(folder, 'log-viewer.db');
    const env = { API_KEY, LOG_SOURCES: docker.path, DATABASE_PATH: path };
    const config = readConfig(logViewer.settings, env);
    const { log } = collectLog('log-viewer');
    const source = new URL('../../src/', import.meta.url);

    const { app, close } = await openService(logViewer, { folder: source, config, log });
    await app.ready();
    await app.close();
    // What had begun is waited for here.
    await close();
    const db = openReadOnly(path);
    const known = db.prepare('SELECT count(*) FROM containers').pluck().get();
    db.close();
    const viewer = await startLogViewer(t, { folder });
    await viewer.stored(1);

    assert.equal(known, 0);
  });

  it('says when no container has a name that CONTAINERS takes', async (t) => {
    const viewer = await startLogViewer(t, { env: { CONTAINERS: 'api-*,!api-test' } });
    viewer.docker.create({ name: 'web' });
    viewer.docker.create({ name: 'api-test' });

    const none = await sourcesBecome(viewer, 'no_match');
    viewer.docker.create({ name: 'api-1' }).print('stdout', 'INFO hello');
    await viewer.stored(1);

    assert.equal(none['excluded'], 2);
    assert.deepEqual(
      (await viewer.entries()).map(({ container }) => container),
      ['api-1'],
    );
  });

  it('leaves out what cannot be followed, says why once, and follows the rest', async (t) => {
    const viewer = await startLogViewer(t, { env: POLL });
    viewer.docker.create({ name: 'quiet', driver: 'local' });
    const broken = join(viewer.docker.path, 'b'.repeat(64));
    mkdirSync(broken);
    writeFileSync(join(broken, 'config.v2.json'), '{"ID":');
    const web = viewer.docker.create({ name: 'web' });

    web.write(Buffer.from([0, 1, 2, 255, 254, 10]));
    web.write('not JSON\n{"log":\n[]\n');
    web.print('stdout', 'INFO hello');
    await viewer.stored(5);
    await delay(1200);

    const { body } = await viewer.call('GET', '/api/sources');
    const messages = (await viewer.entries()).map(({ message }) => message);
    assert.deepEqual(body.skipped.map(({ name }: { name: string }) => name).toSorted(), [broken, 'quiet']);
    assert.equal(viewer.log.filter(({ level }) => level === 'WARN').length, 2);
    assert.deepEqual(messages.slice(1), ['not JSON', '{"log":', '[]', 'INFO hello']);
    assert.match(messages[0] ?? '', /\uFFFD/);
  });

  it('goes on under the name of a container that is made again', async (t) => {
    const { docker, entries, stored, call } = await startLogViewer(t);
    const old = docker.create({ name: 'shop-web-1', labels: { 'com.docker.compose.service': 'web' } });
    old.print('stdout', 'INFO old');
    await stored(1);

    const next = docker.recreate(old, { labels: { 'com.docker.compose.service': 'web' } });
    next.print('stdout', 'INFO new');
    await stored(2);

    assert.deepEqual(
      (await entries({ container: 'shop-web-1' })).map(({ message }) => message),
      ['INFO old', 'INFO new'],
    );
    const { body } = await call('GET', '/api/containers');
    assert.deepEqual(
      body.containers.map(({ name, service, following }: Record<string, unknown>) => [name, service, following]),
      [['shop-web-1', 'web', true]],
    );
  });

  it('keeps what a removed container said last', async (t) => {
    const { docker, entries, stored, call } = await startLogViewer(t, { env: POLL });
    const job = docker.create({ name: 'job' });
    job.print('stdout', 'INFO begun');
    await stored(1);

    job.print('stderr', 'Traceback (most recent call last):\n  File "x.py", line 1, in <module>');
    job.remove();
    await stored(2);
    let following = true;
    while (following) ({ following } = (await call('GET', '/api/containers')).body.containers[0]);

    assert.deepEqual(
      (await entries()).map(({ message }) => message.split('\n')[0]),
      ['INFO begun', 'Traceback (most recent call last):'],
    );
  });

  it('goes on where it was when LOG_SOURCES was away for a while', async (t) => {
    const viewer = await startLogViewer(t, { env: POLL });
    const web = viewer.docker.create({ name: 'web' });
    web.print('stdout', 'INFO one');
    await viewer.stored(1);

    renameSync(viewer.docker.path, `${viewer.docker.path}-away`);
    await sourcesBecome(viewer, 'missing');
    mkdirSync(viewer.docker.path);
    await sourcesBecome(viewer, 'empty');
    rmdirSync(viewer.docker.path);
    renameSync(`${viewer.docker.path}-away`, viewer.docker.path);
    await sourcesBecome(viewer, 'ok');
    web.print('stdout', 'INFO two');
    await viewer.stored(2);

    assert.deepEqual(
      (await viewer.entries()).map(({ message }) => message),
      ['INFO one', 'INFO two'],
    );
  });

  it('begins with the end of logs that were there before, in the order of their times', async (t) => {
    const folder = temporaryFolder(t);
    const docker = dockerFolderOf(folder);
    const start = Date.UTC(2026, 0, 23);
    const web = docker.create({ name: 'web', startedAt: start });
    const db = docker.create({ name: 'db', startedAt: start });
    for (let n = 0; n < 1000; n += 1) {
      web.print('stdout', `INFO web ${n}`);
      db.print('stdout', `INFO db ${n}`);
    }

    const viewer = await startLogViewer(t, { folder, env: { TAIL_BUFFER: '16384' } });
    await viewer.stored(200);
    await delay(50);

    const found = await viewer.entries();
    assert.ok(found.length > 200 && found.length < 450);
    assert.equal(found.at(-1)?.message.slice(-3), '999');
    assert.deepEqual(
      found.map(({ timestamp }) => timestamp),
      found.map(({ timestamp }) => timestamp).toSorted(),
    );
  });

  it('gives a quiet container its turn while another one is flooding', async (t) => {
    const { docker, url, stored, call } = await startLogViewer(t);
    const noisy = docker.create({ name: 'noisy' });
    const quiet = docker.create({ name: 'quiet' });
    quiet.print('stdout', 'INFO ready');
    await stored(1);
    const tail = await openTail(t, url, '?container=quiet');
    const line = `${JSON.stringify({ log: `INFO ${'x'.repeat(200)}\n`, stream: 'stdout', time: '2026-01-23T15:30:00Z' })}\n`;

    noisy.write(line.repeat(60_000));
    await stored(5000);
    quiet.print('stdout', 'INFO hello');
    await tail.until(() => tail.messages().length === 1);

    const { body } = await call('GET', '/health');
    assert.deepEqual(tail.messages(), ['INFO hello']);
    assert.ok(body.logs_indexed < 60_000);
  });
});
