import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, MAIN } from '../start.ts';

const CONNECTIONS = 16;
const ROUNDS = 2;
const headers = { 'x-api-key': API_KEY };

const list = (count: number, textOf: (n: number) => string) =>
  `[${Array.from({ length: count }, (_, n) => textOf(n)).join(',')}]`;

describe('the metrics collector’s process, with a small heap', () => {
  it('takes the largest batches from many clients at once', async (t) => {
    const port = await freePort();
    const service = spawnService(t, MAIN, {
      NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=36',
      API_KEY,
      RATE_LIMIT: '0',
      DATABASE_PATH: join(temporaryFolder(t), 'metrics.db'),
      PORT: String(port),
    });
    await service.healthy();
    const known = (n: number) =>
      `{"name":"jobs","type":"counter","value":1,"labels":{"queue":"q${n % 50}","shard":"${'s'.repeat(16)}"}}`;
    const bodies: [count: number, status: number, body: (client: number) => string][] = [
      [10_000, 202, () => list(10_000, known)],
      [2000, 202, (client) => list(2000, (n) => known(n).replace('"q', `"q${client}-${n}-`))],
      [4000, 202, () => list(4000, () => String.raw`{"\u006eame":"jobs","type":"counter","value":1,"unit":[[],[]]}`)],
      [0, 400, () => list(300_000, () => '[]')],
      [0, 400, () => '['.repeat(1_000_000)],
      [0, 400, () => `{"a":${list(300_000, () => '{}')}}`],
      [0, 400, () => `[{"name":${JSON.stringify('\\'.repeat(500_000))}}]`],
    ];
    let kept = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [count, status, bodyOf] of bodies) {
        const answers = await Promise.all(
          Array.from({ length: CONNECTIONS }, (_, client) =>
            request(`${service.url}/api/metrics`, 'POST', bodyOf(client), headers),
          ),
        );
        assert.deepEqual(
          answers.map((answer) => answer.status),
          Array(CONNECTIONS).fill(status),
        );
        for (const { body } of answers) {
          if (status === 202) assert.equal(body.count + (body.dropped ?? 0), count);
          kept += body.count ?? 0;
        }
      }
    }

    const { body } = await request(`${service.url}/api/metrics?name=jobs&period=1h`, 'GET', undefined, headers);
    const found = body.data.reduce((sum: number, row: { sum: number }) => sum + row.sum, 0);
    assert.equal(found, kept);
    assert.equal(await service.kill('SIGTERM'), 0);
  });
});
