import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { HOUR_MS, MINUTE_MS, toIso } from '@monlight/shared/time';
import { startMetricsCollector } from '../start.ts';

/** Many points in each minute; 2 000 000 is the long run. */
const DENSE = Number(process.env['POINTS'] ?? 120_000);
/** So few that series come up one by one, between clean-ups. */
const SPARSE = 20_000;
const HOURS = 48;
const START = Date.UTC(2026, 0, 10);
const BATCHES = 600;
const METHODS = ['GET', 'POST'];
const ENDPOINTS = ['/a', '/b', '/c'];

interface Sent {
  name: string;
  type: string;
  value: number;
  labels: Record<string, string>;
  time: number;
}

/** A generator of its own, so that a failure can be run again. */
function createRandom(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Shape = (random: () => number) => number;

const normal: Shape = (random) => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());

const SHAPES: Record<string, Shape> = {
  normal: (random) => 100 + 15 * normal(random),
  lognormal: (random) => Math.exp(normal(random) * 1.5),
  bimodal: (random) => (random() < 0.5 ? 0.01 + random() * 0.001 : 5 + random()),
  constant: () => 42,
  mixed: (random) => (random() < 0.1 ? 0 : normal(random) * 1000),
};

function generate(count: number): Sent[] {
  const random = createRandom(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const names = Object.keys(SHAPES);
  return Array.from({ length: count }, (_, n) => {
    const labels = { method: pick(METHODS), endpoint: pick(ENDPOINTS) };
    const time = START + Math.floor(random() * HOURS * HOUR_MS);
    if (n % 4 === 0) return { name: 'hits', type: 'counter', value: Math.floor(random() * 5), labels, time };
    if (n % 4 === 1) return { name: 'depth', type: 'gauge', value: Math.round(random() * 100) - 50, labels, time };
    const name = pick(names);
    return { name, type: 'histogram', value: (SHAPES[name] as Shape)(random), labels, time };
  });
}

/** Sends points in the order of a clock that goes on, each up to 30 minutes late, with restarts in between. */
async function simulate(t: TestContext, points: readonly Sent[], interval: string) {
  const random = createRandom(11);
  const folder = temporaryFolder(t);
  let clock = START;
  const options = {
    folder,
    now: () => clock,
    env: { AGGREGATION_INTERVAL: interval, RETENTION_MINUTE: '30d', RETENTION_HOURLY: '30d' },
  };
  const arriving = points
    .map((point) => ({ point, at: point.time + Math.floor(random() * 30 * MINUTE_MS) }))
    .toSorted((a, b) => a.at - b.at);
  let collector = await startMetricsCollector(t, options);
  const size = Math.ceil(arriving.length / BATCHES);
  for (let from = 0; from < arriving.length; from += size) {
    const batch = arriving.slice(from, from + size);
    clock = batch.at(-1)?.at ?? clock;
    const sent = batch
      .map(({ point: { time, ...point } }) => ({ ...point, timestamp: toIso(time) }))
      .toSorted(() => random() - 0.5);
    const { status, body } = await collector.send(sent);
    assert.deepEqual([status, body], [202, { status: 'accepted', count: batch.length }]);
    if (random() < 0.05) {
      await collector.stop();
      collector = await startMetricsCollector(t, options);
    }
  }
  return collector;
}

function exactOf(points: readonly Sent[]) {
  const values = points.map(({ value }) => value).toSorted((a, b) => a - b);
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    min: values[0],
    max: values.at(-1),
    rank: (quantile: number) => values[Math.ceil(quantile * values.length) - 1] ?? Number.NaN,
  };
}

interface Row {
  bucket: string;
  count: number;
  sum: number;
  min: number;
  max: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

function assertExact(row: Row, points: readonly Sent[]): void {
  const exact = exactOf(points);
  assert.deepEqual([row.count, row.min, row.max], [exact.count, exact.min, exact.max], row.bucket);
  assert.ok(Math.abs(row.sum - exact.sum) <= 1e-9 * points.reduce((sum, { value }) => sum + Math.abs(value), 1));
  if (points[0]?.type !== 'histogram') return assert.equal(row.p50, null);
  for (const [quantile, found] of [
    [0.5, row.p50],
    [0.95, row.p95],
    [0.99, row.p99],
  ] as const) {
    const expected = exact.rank(quantile);
    assert.ok(Math.abs((found ?? Number.NaN) - expected) <= 0.01 * Math.abs(expected), `${row.bucket} ${quantile}`);
  }
}

function groupBy<K>(points: readonly Sent[], keyOf: (point: Sent) => K): Map<K, Sent[]> {
  return Map.groupBy(points, keyOf);
}

describe('rollups', () => {
  const worlds = [
    { points: generate(SPARSE), intervals: ['1', '7', '60', '600'], answers: [] as unknown[] },
    { points: generate(DENSE), intervals: ['1', '600'], answers: [] as unknown[] },
  ];
  const runs = worlds.flatMap(({ intervals, ...world }) => intervals.map((interval) => ({ ...world, interval })));

  for (const { points, answers, interval } of runs) {
    it(`are exact for every minute, hour and merge of ${points.length} points, run every ${interval} s`, async (t) => {
      const collector = await simulate(t, points, interval);
      const range = `since=${toIso(START)}&until=${toIso(START + HOURS * HOUR_MS - 1)}`;
      const heard: unknown[] = [];

      for (const [name, ofName] of groupBy(points, (point) => point.name)) {
        for (const [resolution, ms] of [
          ['minute', MINUTE_MS],
          ['hour', HOUR_MS],
        ] as const) {
          const query = `/api/metrics?name=${name}&resolution=${resolution}&${range}`;
          const all = (await collector.call('GET', query)).body;
          const get = (await collector.call('GET', `${query}&labels=method:GET`)).body;
          const grouped = (await collector.call('GET', `${query}&group_by=endpoint`)).body;

          assertRows(all.data, ofName, ms);
          assertRows(
            get.data,
            ofName.filter(({ labels }) => labels['method'] === 'GET'),
            ms,
          );
          for (const { labels, data } of grouped.series) {
            assertRows(
              data,
              ofName.filter((point) => point.labels['endpoint'] === labels.endpoint),
              ms,
            );
          }
          assert.equal(grouped.series.length, ENDPOINTS.length);
          heard.push(
            all.data.map(({ sum: _sum, last: _last, avg: _avg, ...row }: Row & Record<string, unknown>) => row),
          );
        }
      }

      answers.push(heard);
      assert.deepEqual(heard, answers[0]);
    });
  }
});

function assertRows(rows: readonly Row[], points: readonly Sent[], ms: number): void {
  const buckets = groupBy(points, ({ time }) => toIso(Math.floor(time / ms) * ms));
  assert.deepEqual(
    rows.map(({ bucket }) => bucket),
    [...buckets.keys()].toSorted(),
  );
  for (const row of rows) assertExact(row, buckets.get(row.bucket) ?? []);
}
