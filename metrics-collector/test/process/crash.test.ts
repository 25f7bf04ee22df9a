import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService, type ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { toIso } from '@monlight/shared/time';
import { API_KEY, MAIN } from '../start.ts';

const KILLS = 12;
const SENDERS = 8;
const headers = { 'x-api-key': API_KEY };

describe('the metrics collector’s process', () => {
  it('keeps every point that was answered, once, over kill -9 under load', async (t) => {
    const folder = temporaryFolder(t);
    const since = toIso(Date.now() - 60_000);
    let answered = 0;
    let unanswered = 0;

    async function start(): Promise<ServiceProcess> {
      const service = spawnService(t, MAIN, {
        API_KEY,
        RATE_LIMIT: '0',
        AGGREGATION_INTERVAL: '1',
        DATABASE_PATH: join(folder, 'metrics.db'),
        PORT: String(await freePort()),
      });
      await service.healthy();
      return service;
    }

    /** Sends batches until the service is gone; a batch without an answer may or may not be there. */
    async function load(url: string, sender: number): Promise<void> {
      for (let n = 0; ; n += 1) {
        const points = Array.from({ length: 10 }, () => ({
          name: 'sent',
          type: 'counter',
          value: 1,
          labels: { sender, n: n % 20 },
        }));
        const answer = await request(`${url}/api/metrics`, 'POST', points, headers).catch(() => null);
        if (!answer) {
          unanswered += points.length;
          return;
        }
        assert.equal(answer.status, 202);
        answered += points.length;
      }
    }

    for (let kill = 0; kill < KILLS; kill += 1) {
      const service = await start();
      const loads = Array.from({ length: SENDERS }, (_, sender) => load(service.url, sender));
      await delay(200 + ((kill * 137) % 700));
      await service.kill('SIGKILL');
      await Promise.all(loads);
    }
    const service = await start();
    const until = toIso(Date.now() + 60_000);
    const range = `since=${since}&until=${until}`;
    const total = async (resolution: string): Promise<number> => {
      const { body } = await request(
        `${service.url}/api/metrics?name=sent&resolution=${resolution}&${range}`,
        'GET',
        undefined,
        headers,
      );
      return body.data.reduce((sum: number, row: { sum: number }) => sum + row.sum, 0);
    };

    const found = await total('minute');
    assert.ok(found >= answered, `${found} of ${answered} that were answered`);
    assert.ok(found <= answered + unanswered, `${found}, but only ${answered + unanswered} were sent`);
    assert.equal(await total('hour'), found);
    assert.ok(answered > 1000);
    assert.equal(await service.kill('SIGTERM'), 0);
  });
});
