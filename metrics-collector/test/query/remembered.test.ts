import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '@monlight/shared/testing/random';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import { until } from '@monlight/shared/testing/until';
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector, type MetricsCollector } from '../start.ts';

const ROUNDS = sized({ cut: 12, whole: 60 });
const POINTS = 200;
const QUESTIONS = [
  '/api/dashboard?period=30d',
  '/api/dashboard?period=7d',
  '/api/dashboard?period=24h',
  '/api/dashboard?period=1h',
  '/api/metrics?name=http_request_duration_seconds&period=30d',
  '/api/metrics?name=http_request_duration_seconds&period=24h&group_by=endpoint',
  '/api/metrics?name=http_requests_total&period=7d&labels=status:500',
  '/api/metrics?name=http_request_duration_seconds&period=7d&group_by=status',
  '/metrics',
  // The same as the first: of some things only the last that was asked is remembered.
  '/api/dashboard?period=30d',
];

interface Timeseries {
  data: { count: number }[];
  series: { data: { count: number }[] }[];
}

const countOf = (buckets: Timeseries['data'] = []) => buckets.reduce((sum, { count }) => sum + count, 0);

async function askAll({ call }: MetricsCollector): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const question of QUESTIONS) {
    const { body } = await call('GET', question);
    // What the service counts of itself begins anew with each start.
    answers.push(typeof body === 'string' ? body.slice(0, body.indexOf('# HELP monlight')) : body);
  }
  return answers;
}

describe('what is remembered between questions', () => {
  it('is forgotten for every point that comes into it, however late: a collector that remembers nothing says the same', async (t) => {
    const random = createRandom(t);
    const folder = temporaryFolder(t);
    let clock = Date.UTC(2026, 0, 10, 12, 34);
    const options = {
      folder,
      now: () => clock,
      env: { AGGREGATION_INTERVAL: '1', RETENTION_RAW: '20d', RETENTION_MINUTE: '20d' },
    };
    let isLate = false;
    const point = () => {
      const isDuration = random.between(0, 1) === 1;
      const labels = { endpoint: `/${random.between(0, 3)}`, status: ['200', '404', '500'][random.between(0, 2)] };
      // Mostly new, sometimes of long ago.
      const age =
        isLate && random.between(0, 9) === 0 ? random.between(0, 19 * DAY_MS) : random.between(0, 5 * MINUTE_MS);
      return {
        name: isDuration ? 'http_request_duration_seconds' : 'http_requests_total',
        type: isDuration ? 'histogram' : 'counter',
        // Sums of these are exact in whatever order they are added.
        value: random.between(1, 4096) / 64,
        labels,
        timestamp: toIso(clock - age),
      };
    };
    let collector = await startMetricsCollector(t, options);

    for (let round = 0; round < ROUNDS; round += 1) {
      isLate = random.between(0, 2) === 0;
      await collector.send(Array.from({ length: POINTS }, point));
      await askAll(collector);
      clock += random.between(0, 2) > 0 ? MINUTE_MS : 7 * HOUR_MS;
      if (round % 3 > 0) {
        await until('buckets are stored', async () => {
          const { body } = await collector.call('GET', '/health');
          return body.last_aggregation === toIso(clock);
        });
      }
      await collector.send(Array.from({ length: random.between(1, 3) }, point));
      const remembered = await askAll(collector);
      await collector.stop();
      collector = await startMetricsCollector(t, options);
      assert.deepEqual(remembered, await askAll(collector), `round ${round}`);
      for (const { data, series } of remembered as Partial<Timeseries>[]) {
        if (series) assert.equal(countOf(series.flatMap((group) => group.data)), countOf(data), `round ${round}`);
      }
    }
  });
});
