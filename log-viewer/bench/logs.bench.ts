import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeMemory, median } from '@monlight/shared/bench/compare';
import { publish } from '@monlight/shared/bench/results';
import { startServer, type Memory, type ServerProcess } from '@monlight/shared/bench/server-process';
import { bundleService } from '@monlight/shared/commands/bundle';
import { insertBare } from './bare-inserts.ts';
import { createContainer } from './container.ts';
import { dockerLines } from './messages.ts';
import { measureSearch } from './search.ts';
import { measureTail } from './tail.ts';

const API_KEY = 'bench-key-0123456789';
const ROUNDS = 5;
const PER_ROUND = 100_000;
const MILLION = 1_000_000;

const main = await bundleService('log-viewer');
const folder = mkdtempSync(join(tmpdir(), 'monlight-bench-'));
const containers = join(folder, 'containers');
mkdirSync(containers);

/** Less than for other services: the reading thread has a heap of its own. */
const HEAP_MIB = 20;

function start(): Promise<ServerProcess> {
  const env = {
    API_KEY,
    RATE_LIMIT: '0',
    // Room for what comes in while one million are searched.
    MAX_ENTRIES: String(2 * MILLION),
    LOG_SOURCES: containers,
    DATABASE_PATH: join(folder, 'logs.db'),
  };
  return startServer(main, env, HEAP_MIB);
}

async function indexed(url: string): Promise<number> {
  const health = (await (await fetch(`${url}/health`)).json()) as { logs_indexed: number };
  return health.logs_indexed;
}

/** Entries a second from a log's appearance until all of it can be found. */
async function follow(url: string, round: number): Promise<number> {
  const before = await indexed(url);
  const container = createContainer(containers, `web-${round}`, round * PER_ROUND, PER_ROUND);
  const startedAt = performance.now();
  container.appear();
  while ((await indexed(url)) < before + PER_ROUND) await delay(10);
  return PER_ROUND / ((performance.now() - startedAt) / 1000);
}

/** Milliseconds in which everything is downloaded. */
async function measureExport(url: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/logs/export`, { headers: { 'x-api-key': API_KEY } });
  if (!response.ok || !response.body) throw new Error(`the export answers ${response.status}`);
  for await (const _ of response.body);
  return Math.round(performance.now() - startedAt);
}

function larger(a: Memory, b: Memory): Memory {
  return a.total > b.total ? a : b;
}

try {
  const service = await start();
  const idle = service.memory();
  let loaded = idle;
  const rounds: { own: number; bare: number }[] = [];
  await follow(service.url, 0);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const bare = insertBare(folder, round * PER_ROUND, PER_ROUND);
    const own = await follow(service.url, round);
    loaded = larger(loaded, service.memory());
    rounds.push({ own, bare });
  }
  publish('log-viewer', 'following', {
    'entries followed and searchable': {
      'entries/s': Math.round(median(rounds.map(({ own }) => own))),
      'bare inserts/s': Math.round(median(rounds.map(({ bare }) => bare))),
      ratio: Number(median(rounds.map(({ own, bare }) => own / bare)).toFixed(2)),
      'idle MiB (anonymous)': describeMemory(idle),
      'loaded MiB (anonymous)': describeMemory(loaded),
    },
  });

  for (let round = ROUNDS + 1; (await indexed(service.url)) < MILLION; round += 1) await follow(service.url, round);
  const busy = createContainer(containers, 'busy', 0, 0);
  busy.appear();
  let written = 0;
  const writing = setInterval(() => {
    // 5000 a second.
    busy.append(dockerLines(written, 250, Date.now()));
    written += 250;
  }, 50);
  publish('log-viewer', 'one million entries, 5000 more each second', {
    ...(await measureSearch(service.url, API_KEY)),
    'export of all': { 'p50 ms': await measureExport(service.url), 'p95 ms': '', found: '' },
    memory: { 'p50 ms': '', 'p95 ms': '', found: describeMemory(service.memory()) },
  });
  clearInterval(writing);
  publish('log-viewer', 'from a line written to its event', await measureTail(service.url, API_KEY, busy.append));
  await service.stop();

  const startedAt = performance.now();
  const again = await start();
  publish('log-viewer', 'start', {
    'one million entries': { 'healthy after ms': Math.round(performance.now() - startedAt) },
  });
  await again.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
