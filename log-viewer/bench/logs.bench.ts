import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeMemory, median } from '@monlight/shared/bench/compare';
import { GROWN_BYTES, measureStart } from '@monlight/shared/bench/growth';
import { publish } from '@monlight/shared/bench/results';
import { startServer, type Memory, type ServerProcess } from '@monlight/shared/bench/server-process';
import { bundleService } from '@monlight/shared/commands/bundle';
import { insertBare } from './bare-inserts.ts';
import { createContainer } from './container.ts';
import { dockerLines, message } from './messages.ts';
import { measureSearch } from './search.ts';
import { measureTail } from './tail.ts';

const API_KEY = 'bench-key-0123456789';
const ROUNDS = 5;
const PER_ROUND = 100_000;
const MILLION = 1_000_000;

const main = await bundleService('log-viewer');
const folder = mkdtempSync(join(tmpdir(), 'monlight-bench-'));
const containers = join(folder, 'containers');
const database = join(folder, 'logs.db');
mkdirSync(containers);

/** Entries a second. */
interface Round {
  own: number;
  bare: number;
}

function start(): Promise<ServerProcess> {
  const env = {
    API_KEY,
    RATE_LIMIT: '0',
    // Nothing is dropped.
    MAX_ENTRIES: String(10 * MILLION),
    LOG_SOURCES: containers,
    DATABASE_PATH: database,
  };
  return startServer(main, env);
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

/** The same beside bare inserts of the same entries. */
async function followBeside(url: string, round: number): Promise<Round> {
  const bare = insertBare(folder, round * PER_ROUND, PER_ROUND);
  return { bare, own: await follow(url, round) };
}

function ratioOf(rounds: readonly Round[]): number {
  return Number(median(rounds.map(({ own, bare }) => own / bare)).toFixed(2));
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
  const rounds: Round[] = [];
  await follow(service.url, 0);
  for (let round = 1; round <= ROUNDS; round += 1) {
    rounds.push(await followBeside(service.url, round));
    loaded = larger(loaded, service.memory());
  }
  publish('log-viewer', 'following', {
    'entries followed and searchable': {
      'entries/s': Math.round(median(rounds.map(({ own }) => own))),
      'bare inserts/s': Math.round(median(rounds.map(({ bare }) => bare))),
      ratio: ratioOf(rounds),
      'idle MiB (anonymous)': describeMemory(idle),
      'loaded MiB (anonymous)': describeMemory(loaded),
    },
  });

  let round = ROUNDS;
  while ((await indexed(service.url)) < MILLION) await follow(service.url, (round += 1));
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

  while (statSync(database).size < GROWN_BYTES) await follow(service.url, (round += 1));
  const grown: Round[] = [];
  while (grown.length < ROUNDS) grown.push(await followBeside(service.url, (round += 1)));
  const entries = await indexed(service.url);
  await service.stop();
  const sample = Array.from({ length: 1000 }, (_, n) => message(n).text).join('').length / 1000;
  publish('log-viewer', 'growth', {
    'entries followed and searchable': {
      'of bare inserts, small': ratioOf(rounds),
      'of bare inserts, 1 GB': ratioOf(grown),
      'cost ×': Number((ratioOf(rounds) / ratioOf(grown)).toFixed(2)),
      entries,
      'bytes on disk × text': Number((statSync(database).size / entries / sample).toFixed(2)),
      'healthy after ms': await measureStart(start),
    },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
