import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createKillable } from '@monlight/shared/testing/killable';
import { request, type Answer } from '@monlight/shared/testing/request';
import { createSmallDisk } from '@monlight/shared/testing/small-disk';
import { until } from '@monlight/shared/testing/until';
import { startFakePostmark } from '../fake-postmark.ts';
import { API_KEY, MAIN, report } from '../start.ts';

const CONNECTIONS = 8;
const headers = { 'x-api-key': API_KEY };
/** What makes a report worth a few pages. */
const extra = { basket: 'x'.repeat(4000) };

describe('an error tracker whose disk is full', () => {
  it('says so, answers what it knows, loses nothing that it answered, and goes on when there is room', async (t) => {
    const disk = createSmallDisk(t);
    if (!disk) return t.skip('no way to make a disk full');
    const postmark = await startFakePostmark(t);
    const tracker = await createKillable(t, MAIN, {
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
