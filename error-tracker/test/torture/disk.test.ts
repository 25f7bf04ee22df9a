import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileFaults, overwritePages } from '@monlight/shared/testing/damaged-files';
import { createKillable, type Killable } from '@monlight/shared/testing/killable';
import { request, type Answer } from '@monlight/shared/testing/request';
import type { ServiceProcess } from '@monlight/shared/testing/service-process';
import { createSmallDisk } from '@monlight/shared/testing/small-disk';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { until } from '@monlight/shared/testing/until';
import Sqlite from 'better-sqlite3';
import { startFakePostmark } from '../fake-postmark.ts';
import { API_KEY, MAIN, report, startErrorTracker } from '../start.ts';

const CONNECTIONS = 8;
const headers = { 'x-api-key': API_KEY };
/** What makes a report worth a few pages. */
const extra = { basket: 'x'.repeat(4000) };

describe('an error tracker whose disk is full', () => {
  it('says so, answers what it knows, loses nothing that it answered, and goes on when there is room', async (t) => {
    const disk = createSmallDisk(t);
    if (!disk) return t.skip('no way to make a disk full');
    const postmark = await startFakePostmark(t);
    const tracker = createKillable(t, MAIN, {
      API_KEY,
      DATABASE_PATH: join(disk.folder, 'errors.db'),
      POSTMARK_API_TOKEN: 'the-token',
      POSTMARK_FROM_EMAIL: 'monlight@example.com',
      ALERT_EMAILS: 'ann@example.com',
      POSTMARK_API_URL: postmark.url,
      ALERT_LIMIT_PER_HOUR: '1000',
    });
    const service = await tracker.start();
    const ask = (method: string, path: string, body?: unknown) =>
      request(`${service.url}${path}`, method, body, headers);
    let answered = 0;
    /** Reports from several connections at once until one gets an answer that `isEnough`. */
    async function reportUntil(isEnough: (answer: Answer) => boolean): Promise<Answer> {
      let last: Answer | undefined;
      const connection = async () => {
        while (!last) {
          const answer = await ask('POST', '/api/errors', report({ extra }));
          if (answer.status < 300) answered += 1;
          if (isEnough(answer)) last ??= answer;
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, connection));
      return last as unknown as Answer;
    }

    postmark.meet('slow');
    await reportUntil(() => answered > 20);
    await until('the mail is on its way', () => postmark.accepted.length === 1);
    disk.fill(service);
    const refused = await reportUntil(({ status }) => status >= 300);
    const ill = await ask('GET', '/health');
    postmark.release();
    const list = await ask('GET', '/api/errors');
    const detail = await ask('GET', `/api/errors/${list.body.errors[0].id}`);
    const lines = service.output().stdout.split('\n').length;
    for (let n = 0; n < 50; n += 1) assert.equal((await ask('POST', '/api/errors', report({ extra }))).status, 503);
    const toldMore = service.output().stdout.split('\n').length - lines;
    const refusedTwice = await ask('POST', '/api/errors/bulk', { ids: [1], action: 'resolve' });
    disk.free(service);
    await until('it is healthy again', async () => (await ask('GET', '/health')).status === 200);
    const more = answered + 20;
    await reportUntil(({ status }) => {
      assert.ok(status < 300, 'refused although there is room');
      return answered >= more;
    });
    await until('the mail is taken note of', async () => (await ask('GET', '/api/alerts')).body.pending === 0);
    await service.kill('SIGKILL');

    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '5');
    assert.match(refused.body.detail, /^The database cannot be used: (database or disk is full|disk I\/O error)$/);
    assert.equal(ill.status, 503);
    assert.match(ill.body.detail, /full|I\/O error/);
    assert.deepEqual([list.status, detail.status], [200, 200]);
    assert.ok(toldMore <= 3, `${toldMore} lines of log for 50 refused reports`);
    assert.ok([200, 503].includes(refusedTwice.status));
    const { count, mails } = tracker.read((db) => ({
      count: db.prepare('SELECT sum(count) FROM groups').pluck().get(),
      mails: db.prepare('SELECT state FROM alerts').pluck().all(),
    }));
    assert.equal(count, answered);
    assert.deepEqual(mails, ['sent']);
    assert.equal(postmark.accepted.length, 1);
  });
});

async function start(t: TestContext): Promise<{ tracker: Killable; service: ServiceProcess }> {
  const DATABASE_PATH = join(temporaryFolder(t), 'errors.db');
  const tracker = createKillable(t, MAIN, { API_KEY, DATABASE_PATH });
  return { tracker, service: await tracker.start() };
}

const send = ({ url }: ServiceProcess, fields?: Record<string, unknown>) =>
  request(`${url}/api/errors`, 'POST', report({ extra, ...fields }), headers);
const list = ({ url }: ServiceProcess) => request(`${url}/api/errors`, 'GET', undefined, headers);

describe('an error tracker whose database', () => {
  for (const { what, harm, says } of fileFaults) {
    it(`${what} notices, takes nothing that would be lost, and lists what it has`, async (t) => {
      const { tracker, service } = await start(t);
      for (let n = 0; n < 10; n += 1) assert.ok((await send(service, { project: `p${n}` })).status === 201);

      harm(tracker.database);
      const refused = await send(service);
      const health = await request(`${service.url}/health`, 'GET');
      const listed = await list(service);
      const code = await service.kill('SIGTERM');

      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
      assert.match(refused.body.detail, says);
      assert.equal(health.status, 503);
      assert.match(health.body.detail, says);
      // Of a log that is cut short, nobody can read what was cut.
      if (!what.includes('cut short')) assert.deepEqual([listed.status, listed.body.total], [200, 10]);
      assert.equal(code, 0, service.output().stdout);
    });
  }

  it('is moved away and back goes on where it was', async (t) => {
    const { tracker, service } = await start(t);
    await send(service);

    renameSync(tracker.database, `${tracker.database}.away`);
    const away = await send(service);
    renameSync(`${tracker.database}.away`, tracker.database);
    const back = await send(service);

    assert.deepEqual([away.status, back.status, back.body.count], [503, 200, 2]);
  });

  it('is checkpointed and made compact by another program goes on', async (t) => {
    const { tracker, service } = await start(t);
    for (let n = 0; n < 20; n += 1) await send(service);
    const other = new Sqlite(tracker.database);
    other.pragma('wal_checkpoint(TRUNCATE)');
    const first = await send(service);
    other.exec('VACUUM');
    other.close();

    const second = await send(service);
    const health = await request(`${service.url}/health`, 'GET');

    assert.deepEqual([first.status, second.status, second.body.count, health.status], [200, 200, 22, 200]);
  });

  it('may not be written answers 503, lists on, and goes on when it may', async (t) => {
    const tracker = await startErrorTracker(t);
    await tracker.send();
    // Found well a moment ago, and not to be believed on that account.
    await tracker.call('GET', '/health');

    tracker.db.pragma('query_only = ON');
    const refused = await tracker.send();
    const health = await tracker.call('GET', '/health');
    const listed = await tracker.call('GET', '/api/errors');
    tracker.db.pragma('query_only = OFF');
    const healed = await tracker.call('GET', '/health');
    const after = await tracker.send();

    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
    assert.match(refused.body.detail, /readonly database/);
    assert.match(health.body.detail, /readonly database/);
    assert.deepEqual([health.status, listed.status, healed.status], [503, 200, 200]);
    assert.equal(after.body.count, 2);
  });

  it('is overwritten in the middle says so for as long as it runs, and at the next start', async (t) => {
    const { tracker, service } = await start(t);
    // More than SQLite keeps in memory, so that it has to read.
    for (let n = 0; n < 60; n += 1) await send(service, { project: `p${n}`, extra: { basket: 'x'.repeat(200_000) } });
    await service.kill('SIGTERM');
    const again = await tracker.start();

    overwritePages(tracker.database);
    const listed = await list(again);
    const health = await request(`${again.url}/health`, 'GET');
    const refused = await send(again);
    await again.kill('SIGKILL');
    const third = await tracker.spawn();
    const restarted = await until('the next process says so, too', async () => {
      const answer = await request(`${third.url}/health`, 'GET').catch(() => null);
      return answer?.status === 503 && answer.body.detail;
    });

    assert.equal(listed.status, 503);
    assert.match(listed.body.detail, /malformed/);
    assert.equal(health.status, 503);
    assert.match(health.body.detail, /errors\.db is damaged \(database disk image is malformed\)/);
    assert.equal(refused.status, 503);
    assert.match(restarted, /errors\.db is damaged/);
  });

  it('is locked by another program for long refuses all that wait at once, and goes on after it', async (t) => {
    const { tracker, service } = await start(t);
    await send(service);
    const other = new Sqlite(tracker.database);
    t.after(() => other.close());

    other.exec('BEGIN IMMEDIATE');
    const before = performance.now();
    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => send(service)));
    const tookMs = performance.now() - before;
    other.exec('COMMIT');
    const after = await send(service);

    for (const { status, body } of answers) assert.deepEqual([status, body.detail], [503, LOCKED]);
    // SQLite waits five seconds once, and not for each of them.
    assert.ok(tookMs < 20_000, `${tookMs} ms`);
    assert.deepEqual([after.status, after.body.count], [200, 2]);
  });
});

const LOCKED = 'The database cannot be used: database is locked';
