import assert from 'node:assert/strict';
import { get } from 'node:http';
import { describe, it } from 'node:test';
import { DAY_MS, MINUTE_MS, toIso } from '@monlight/shared/time';
import { API_KEY, startMetricsCollector } from '../start.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const MINUTES = 1200;
const GROUPS = 20;

/** What a client gets that takes one piece in each turn of the event loop. */
function readSlowly(url: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  get(url, { headers: { 'x-api-key': API_KEY } }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => {
      pieces.push(piece);
      response.pause();
      setImmediate(() => response.resume());
    });
    response.on('end', () => resolve(Buffer.concat(pieces).toString()));
    response.on('error', reject);
  }).on('error', reject);
  return promise;
}

describe('a client that reads slowly', () => {
  it('gets all of an answer that is larger than what the system keeps for it', async (t) => {
    const { send, url } = await startMetricsCollector(t, { now: () => NOW, env: { RETENTION_RAW: '2d' } });
    for (let group = 0; group < GROUPS; group += 5) {
      const points = Array.from({ length: 5 * MINUTES }, (_, n) => ({
        name: 'depth',
        type: 'gauge',
        value: n / 7,
        labels: { group: group + (n % 5) },
        timestamp: toIso(NOW - Math.floor(n / 5) * MINUTE_MS),
      }));
      assert.equal((await send(points)).status, 202);
    }
    const since = encodeURIComponent(toIso(NOW - DAY_MS));
    const asked = `${url}/api/metrics?name=depth&resolution=minute&since=${since}&group_by=group`;

    const [first = '', ...others] = await Promise.all(Array.from({ length: 3 }, () => readSlowly(asked)));

    const { series } = JSON.parse(first) as { series: { data: { count: number }[] }[] };
    assert.ok(first.length > 4_000_000, `${first.length} characters`);
    assert.deepEqual(
      series.map(({ data }) => data.reduce((sum, { count }) => sum + count, 0)),
      Array.from({ length: GROUPS }, () => MINUTES),
    );
    assert.ok(others.every((other) => other === first));
  });
});
