import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { measure, type Figures, type Load } from '../../shared/bench/load.ts';
import { pace, type Paced } from '../../shared/bench/pace.ts';
import { publish, type Table } from '../../shared/bench/results.ts';
import { startServer, type ServerProcess } from '../../shared/bench/server-process.ts';
import { bundleService } from '../../shared/commands/bundle.ts';
import { SERVICES } from '../../shared/commands/services.ts';
import { loadsOf, printing, readTails } from './loads.ts';

// All three services at half of what they can do together on this machine, for `--minutes 60`: do memory and files stay as they
// are, is every request answered soon, is the event loop ever kept for long?

const KEY = 'bench-key-0123456789';
/** Until rings and tables hold what they hold from then on: questions to empty files are answered sooner. */
const FILL_SECONDS = 60;
const CAPACITY_SECONDS = 20;
const WARM_UP_SECONDS = 10;
const LOOK_EVERY_MS = 10_000;
/** Half of what goes with the rest. */
const LINES_PER_SECOND = 2500;
const MAX_LOG_BYTES = 10e6;
const GROUPS = 2000;
/** What is looked at first: by then rings and retention have come round. */
const SETTLED = 1 / 3;
/** What must hold for each service. Memory and files differ from one third to another: garbage and partitions come and go. */
const LIMITS = { 'max ms': 250, 'loop p99 ms': 20, 'own MiB, grown by': 5, 'file MiB, grown by': 5 };

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const seconds = Number(values.minutes) * 60;
const folder = mkdtempSync(join(tmpdir(), 'monlight-soak-'));
const container = 'printing'.padEnd(64, '0');
const logs = join(folder, 'containers', container);

/** All that is kept for some time is kept for minutes, so that what comes is as much as what goes. */
const SETTINGS = {
  'error-tracker': {},
  'log-viewer': { LOG_SOURCES: join(folder, 'containers') },
  'metrics-collector': { RETENTION_RAW: '5m', RETENTION_MINUTE: '10m', AGGREGATION_INTERVAL: '10' },
};

const NAMES = SERVICES.map(({ name }) => name);
type Name = (typeof NAMES)[number];

interface Sample {
  ownMiB: number;
  fileMiB: number;
}

const ends: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
try {
  await main();
} finally {
  for (const end of ends.toReversed()) await end();
}

async function main(): Promise<void> {
  ends.push(print());
  const servers = new Map<Name, ServerProcess>();
  for (const service of NAMES) {
    const env = {
      API_KEY: KEY,
      RATE_LIMIT: '0',
      DATABASE_PATH: database(service),
      NODE_OPTIONS: `--import=${import.meta.resolve('./loop-delay.ts')}`,
      LOOP_DELAY_FILE: join(folder, `${service}.delay`),
      ...SETTINGS[service],
    };
    const server = await startServer(await bundleService(service), env);
    servers.set(service, server);
    ends.push(() => server.stop());
  }
  const loads = loadsOf(KEY, GROUPS);
  const urlOf = (service: Name): string => servers.get(service)?.url ?? '';
  const forEach = <Answered extends Figures>(
    send: (url: string, load: Load, capacity: number) => Promise<Answered>,
    capacity?: Figures[][],
  ): Promise<Answered[][]> =>
    Promise.all(
      NAMES.map((service, of) =>
        Promise.all(loads[service].map((load, at) => send(urlOf(service), load, capacity?.[of]?.[at]?.rate ?? 0))),
      ),
    );

  await forEach((url, load) => measure(url, load, FILL_SECONDS));
  const capacity = await forEach((url, load) => measure(url, load, CAPACITY_SECONDS));

  const halved = (duration: number): Promise<Paced[][]> =>
    forEach((url, load, most) => pace(url, load, most / 2, duration), capacity);
  // The first of so many bodies take longer than all after them.
  await halved(WARM_UP_SECONDS);
  for (const server of servers.values()) server.signal('SIGWINCH');

  const samples = new Map<Name, Sample[]>(NAMES.map((service) => [service, []]));
  const looking = setInterval(() => {
    for (const [service, server] of servers) samples.get(service)?.push(look(service, server));
  }, LOOK_EVERY_MS);
  // What keeps the sender is in the times that it measures.
  const ownDelay = monitorEventLoopDelay();
  ownDelay.enable();
  const over = new AbortController();
  const tails = readTails(urlOf('log-viewer'), KEY, over.signal);
  const figures = await halved(seconds);
  ownDelay.disable();
  over.abort();
  await tails;
  clearInterval(looking);
  for (const server of servers.values()) await server.stop();

  const table: Table = {};
  for (const [at, service] of NAMES.entries())
    table[service] = rowOf(service, figures[at] ?? [], samples.get(service) ?? []);
  const title = `soak: ${values.minutes} minutes at half of what all three can do together`;
  publish('deploy', title, table);
  publish('deploy', `${title}, by what is asked`, {
    ...Object.fromEntries(NAMES.flatMap((service, of) => loads[service].map(rowOfLoad(service, figures[of] ?? [])))),
    'the sender’s own loop': { 'p99 ms': toMs(ownDelay.percentile(99)), 'max ms': toMs(ownDelay.max) },
  });
  // Written so that a figure that is missing is above its limit.
  const missed = Object.entries(LIMITS).flatMap(([column, limit]) =>
    NAMES.filter((service) => !(Number(table[service]?.[column]) <= limit)).map(
      (service) => `${service}: ${column} above ${limit}`,
    ),
  );
  if (missed.length > 0) throw new Error(missed.join('; '));
}

function rowOfLoad(service: Name, figures: readonly Paced[]) {
  return ({ title, method, path }: Load, at: number): [string, Table[string]] => {
    const { rate = 0, p99 = 0, max = 0, maxAt = 0 } = figures[at] ?? {};
    const words = [service, method, path, ...(title === undefined ? [] : [`(${title})`])].join(' ');
    return [words, { 'requests/s': Math.round(rate), 'p99 ms': p99, 'max ms': max, 'max at s': maxAt }];
  };
}

function toMs(nanoseconds: number): number {
  return Number((nanoseconds / 1e6).toFixed(1));
}

function rowOf(service: Name, figures: readonly Figures[], samples: readonly Sample[]): Table[string] {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  const third = Math.ceil(settled.length / 3);
  const growth = (name: keyof Sample): [settled: number, by: number] => {
    const most = (part: readonly Sample[]): number => Math.round(Math.max(...part.map((sample) => sample[name])));
    const before = most(settled.slice(0, third));
    return [before, most(settled.slice(-third)) - before];
  };
  const [ownMiB, ownGrownBy] = growth('ownMiB');
  const [fileMiB, fileGrownBy] = growth('fileMiB');
  const delay = JSON.parse(readFileSync(join(folder, `${service}.delay`), 'utf8')) as { p99: number; max: number };
  return {
    'requests/s': Math.round(figures.reduce((sum, { rate }) => sum + rate, 0)),
    'p99 ms': Math.max(...figures.map(({ p99 }) => p99)),
    'max ms': Math.max(...figures.map(({ max }) => max)),
    'loop p99 ms': Number(delay.p99.toFixed(1)),
    'loop max ms': Math.round(delay.max),
    'own MiB, settled': ownMiB,
    'own MiB, grown by': ownGrownBy,
    'file MiB, settled': fileMiB,
    'file MiB, grown by': fileGrownBy,
  };
}

function look(service: Name, server: ServerProcess): Sample {
  const bytes =
    statSync(database(service)).size + (statSync(`${database(service)}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  return { ownMiB: server.memory().anonymous, fileMiB: bytes / 2 ** 20 };
}

function database(service: Name): string {
  return join(folder, `${service}.db`);
}

/** A container's log that grows, and starts anew as Docker rotates it. @returns what ends it */
function print(): () => void {
  const file = join(logs, `${container}-json.log`);
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'config.v2.json'), JSON.stringify({ ID: container, Name: '/printing', LogPath: file }));
  writeFileSync(file, '');
  const program = spawn(process.execPath, ['-e', printing(LINES_PER_SECOND)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (statSync(file).size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
    const time = new Date().toISOString();
    appendFileSync(
      file,
      lines.map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time })}\n`).join(''),
    );
  });
  return () => {
    program.stdout.destroy();
    program.kill();
  };
}
