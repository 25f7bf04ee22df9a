import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileFaults, overwritePages } from '@monlight/shared/testing/damaged-files';
import { createKillable } from '@monlight/shared/testing/killable';
import { request } from '@monlight/shared/testing/request';
import { createSmallDisk } from '@monlight/shared/testing/small-disk';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { until } from '@monlight/shared/testing/until';
import { API_KEY, MAIN } from '../start.ts';

const headers = { 'x-api-key': API_KEY };
const BATCH = 500;

/** Points of some series; each batch has some that were not there before, as a series is also something to write. */
const batch = (n: number) =>
  Array.from({ length: BATCH }, (_, index) => ({
    name: 'sent',
    type: 'counter',
    value: 1,
    labels: { series: index % 50, batch: n % 20 },
  }));

describe('a metrics collector whose disk is full', () => {
  it('says so, answers what it knows, loses nothing that it answered, and goes on when there is room', async (t) => {
    const disk = createSmallDisk(t);
    if (!disk) return t.skip('no way to make a disk full');
    const collector = createKillable(t, MAIN, {
      API_KEY,
      DATABASE_PATH: join(disk.folder, 'metrics.db'),
      AGGREGATION_INTERVAL: '1',
    });
    let service = await collector.start();
    let answered = 0;
    const get = (path: string) => request(`${service.url}${path}`, 'GET', undefined, headers);
    async function send() {
      const answer = await request(`${service.url}/api/metrics`, 'POST', batch(answered / BATCH), headers);
      if (answer.status === 202) answered += answer.body.count as number;
      return answer;
    }
    async function found(resolution: string): Promise<number> {
      const { body } = await get(`/api/metrics?name=sent&period=24h&resolution=${resolution}`);
      return (body.data as { sum: number }[]).reduce((total, { sum }) => total + sum, 0);
    }

    for (let n = 0; n < 20; n += 1) await send();
    disk.fill(service);
    const refused = await until('a batch is refused', async () => {
      const answer = await send();
      return answer.status !== 202 && answer;
    });
    const ill = await get('/health');
    const names = await get('/api/metrics/names');
    disk.free(service);
    await until('it is healthy again', async () => (await get('/health')).status === 200);
    for (let n = 0; n < 20; n += 1) assert.equal((await send()).status, 202);
    await until('it rolls up again', async () => (await found('minute')) === answered);
    await service.kill('SIGKILL');
    collector.read(() => undefined);
    service = await collector.start();

    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
    assert.match(refused.body.detail, /^The database cannot be used: (database or disk is full|disk I\/O error)$/);
    assert.equal(ill.status, 503);
    assert.match(ill.body.detail, /full|I\/O error/);
    assert.equal(names.status, 200);
    assert.deepEqual([await found('minute'), await found('hour')], [answered, answered]);
  });
});

describe('a metrics collector whose database', () => {
  for (const { what, harm, says } of fileFaults) {
    it(`${what} notices, and takes nothing that would be lost`, async (t) => {
      const DATABASE_PATH = join(temporaryFolder(t), 'metrics.db');
      const collector = createKillable(t, MAIN, { API_KEY, DATABASE_PATH });
      const service = await collector.start();
      const send = () => request(`${service.url}/api/metrics`, 'POST', batch(0), headers);
      assert.equal((await send()).status, 202);

      harm(collector.database);
      const refused = await send();
      const health = await request(`${service.url}/health`, 'GET');
      const code = await service.kill('SIGTERM');

      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '5']);
      assert.match(refused.body.detail, says);
      assert.equal(health.status, 503);
      assert.match(health.body.detail, says);
      assert.equal(code, 0, service.output().stdout);
    });
  }

  it('is overwritten in the middle says so', async (t) => {
    const DATABASE_PATH = join(temporaryFolder(t), 'metrics.db');
    const collector = createKillable(t, MAIN, { API_KEY, DATABASE_PATH });
    const first = await collector.start();
    for (let n = 0; n < 5; n += 1) await request(`${first.url}/api/metrics`, 'POST', batch(n), headers);
    await first.kill('SIGTERM');
    const service = await collector.start();

    overwritePages(collector.database);
    const asked = await request(`${service.url}/api/metrics?name=sent&period=1h`, 'GET', undefined, headers);
    const health = await request(`${service.url}/health`, 'GET');

    assert.equal(asked.status, 503);
    assert.match(asked.body.detail, /malformed/);
    assert.equal(health.status, 503);
    assert.match(health.body.detail, /metrics\.db is damaged/);
  });
});
