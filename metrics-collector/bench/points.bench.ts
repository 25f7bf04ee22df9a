import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timeAnswers } from '@monlight/shared/bench/answers';
import { measureBeside } from '@monlight/shared/bench/beside';
import { compare, compareLeast, describeMemory, median, toTable } from '@monlight/shared/bench/compare';
import { measureGrowth } from '@monlight/shared/bench/growth';
import type { Load } from '@monlight/shared/bench/load';
import { publish } from '@monlight/shared/bench/results';
import { startServer } from '@monlight/shared/bench/server-process';
import { bundleService } from '@monlight/shared/commands/bundle';
import { insertBare } from './bare-inserts.ts';
import { fillHours, SERIES } from './fill.ts';

const API_KEY = 'bench-key-0123456789';
const headers = { 'x-api-key': API_KEY, 'content-type': 'application/json' };
const MILLION = 1_000_000;

const main = await bundleService('metrics-collector');
const folder = mkdtempSync(join(tmpdir(), 'monlight-bench-'));

/** A batch as an instrumented web server sends it: a counter and a histogram of each request. */
function batch(n: number, size: number): string {
  const points = Array.from({ length: size }, (_, index) => {
    const at = n * size + index;
    const labels = { method: at % 3 === 0 ? 'POST' : 'GET', endpoint: `/api/items/${at % 50}`, status: '200' };
    return at % 2 === 0
      ? { name: 'http_requests_total', type: 'counter', value: 1, labels }
      : { name: 'http_request_duration_seconds', type: 'histogram', value: (at % 1000) / 1000, labels };
  });
  return JSON.stringify({ metrics: points });
}

function posts(size: number): Load {
  return { method: 'POST', path: '/api/metrics', headers, body: (n) => batch(n, size) };
}

function settings(name: string): Record<string, string> & { DATABASE_PATH: string } {
  return { API_KEY, RATE_LIMIT: '0', DATABASE_PATH: join(folder, `${name}.db`) };
}

try {
  const comparisons = [];
  for (const size of [1, 10, 1000]) {
    comparisons.push(
      await compare({
        title: `POST /api/metrics, ${size} ${size === 1 ? 'point' : 'points'}`,
        main,
        env: settings(`points-${size}`),
        load: posts(size),
      }),
    );
  }
  const least = await compareLeast('POST /api/metrics, 10 points', join(folder, 'least.db'), posts(10));
  publish('metrics-collector', 'points', toTable([...comparisons, least]));
  const bare = median([0, 1, 2].map((round) => insertBare(join(folder, `bare-${round}.db`), MILLION)));
  const taken = (comparisons.at(-1)?.service.rate ?? Number.NaN) * 1000;
  publish('metrics-collector', 'points by the thousand', {
    'POST /api/metrics, 1000 points': {
      'points/s': Math.round(taken),
      'bare inserts/s': Math.round(bare),
      ratio: Number((taken / bare).toFixed(2)),
    },
  });

  const filled = settings('filled');
  const filling = performance.now();
  const { rollupMs, buckets, pointBytes, minuteBytes, sketchedMinuteBytes } = await fillHours(filled.DATABASE_PATH);
  const bytes = statSync(filled.DATABASE_PATH).size;
  const service = await startServer(main, filled);
  const table: Record<string, Record<string, number | string>> = {};
  for (const [title, path] of Object.entries({
    'dashboard, 30 days': '/api/dashboard?period=30d',
    'dashboard, 24 hours': '/api/dashboard?period=24h',
    'one metric, 30 days': '/api/metrics?name=http_request_duration_seconds&period=30d',
    'one metric by endpoint, 30 days': '/api/metrics?name=http_requests_total&period=30d&group_by=endpoint',
  })) {
    table[title] = (await timeAnswers(`${service.url}${path}`, headers)).times;
  }
  // Each overview first adds up what has come.
  const beside = await measureBeside(service.url, posts(10), '/api/dashboard?period=30d');
  table['memory'] = { 'p50 ms': describeMemory(service.memory()) };
  publish('metrics-collector', 'beside the 30-day overview and rollups', { 'POST /api/metrics, 10 points': beside });
  publish('metrics-collector', `questions, 30 days of ${SERIES} series`, table);
  publish('metrics-collector', 'rollup and size', {
    [`${SERIES} series × 60 points`]: { ms: Math.round(rollupMs) },
    'a point as it came': { bytes: Number(pointBytes.toFixed(1)) },
    'a minute’s bucket without a sketch': { bytes: Math.round(minuteBytes) },
    'a minute’s bucket with one of 60 points': { bytes: Math.round(sketchedMinuteBytes) },
    'an hour’s bucket with its sketch': { bytes: Math.round(bytes / buckets) },
    'filling 30 days': { s: Math.round((performance.now() - filling) / 1000) },
  });
  await service.stop();

  publish('metrics-collector', 'growth', {
    'POST /api/metrics, 10 points': await measureGrowth({
      main,
      env: settings('grown'),
      load: posts(10),
      fill: posts(1000),
    }),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
