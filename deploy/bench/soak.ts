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
import { parseArgs } from 'node:util';
import { measure, type Figures, type Load } from '../../shared/bench/load.ts';
import { createPacer, type Paced } from '../../shared/bench/pace.ts';
import { publish, type Table } from '../../shared/bench/results.ts';
import { startServer, type ServerProcess } from '../../shared/bench/server-process.ts';
import { bundleService } from '../../shared/commands/bundle.ts';
import { SERVICES } from '../../shared/commands/services.ts';
import { loadsOf, printing, readTails } from './loads.ts';
import { readTicks, ticksBetween, type Ticks } from './processors.ts';

// All three services at half of what they can do together on this machine, for `--minutes 60`: do memory and files stay as they
// are, is every request answered soon, is the event loop ever kept for long? A machine that is shared may be quicker by two thirds at
// one time than at another, so what half is is measured anew each minute; while it is, and right after, no times are taken.

const KEY = 'bench-key-0123456789';
/** Until rings and tables hold what they hold from then on: questions to empty files are answered sooner. */
const FILL_SECONDS = 60;
const CAPACITY_SECONDS = 5;
/** What the full load has left is not half load's. */
const AFTER_SECONDS = 2;
const STRETCH_SECONDS = 60;
const LOOK_EVERY_MS = 10_000;
/** Half of what goes with the rest. */
const LINES_PER_SECOND = 2500;
const MAX_LOG_BYTES = 10e6;
const GROUPS = 2000;
/** What is looked at first: by then rings and retention have come round. */
const SETTLED = 1 / 3;
/** What must hold for each service. Memory and files differ from one third to another: garbage and partitions come and go. */
const LIMITS = { 'max ms': 250, 'loop p99 ms': 20, 'own grown by %': 10, 'file grown by %': 25 };

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const stretches = Number(values.minutes);
const folder = mkdtempSync(join(tmpdir(), 'monlight-soak-'));
const container = 'printing'.padEnd(64, '0');
const logs = join(folder, 'containers', container);

/** All that is kept for some time is kept for minutes, so that what comes is as much as what goes. */
const SETTINGS = {
  'error-tracker': {},
  'log-viewer': { LOG_SOURCES: join(folder, 'containers') },
  'metrics-collector': { RETENTION_RAW: '5m', RETENTION_MINUTE: '10m', AGGREGATION_INTERVAL: '10' },
};

/** The metrics collector's file is as large as the load of so many minutes is. */
const KEPT_MINUTES = 10;

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
  const full = (seconds: number): Promise<Figures[][]> =>
    Promise.all(
      NAMES.map((service) => Promise.all(loads[service].map((load) => measure(urlOf(service), load, seconds)))),
    );
  const pacers = NAMES.map((service) => loads[service].map((load) => createPacer(urlOf(service), load)));
  const half = (capacity: Figures[][], seconds: number, isCounted: boolean): Promise<unknown> =>
    Promise.all(
      pacers.map((ofService, of) =>
        Promise.all(ofService.map((pacer, at) => pacer.run((capacity[of]?.[at]?.rate ?? 0) / 2, seconds, isCounted))),
      ),
    );
  const measureLoops = (): void => {
    for (const server of servers.values()) server.signal('SIGWINCH');
  };

  await full(FILL_SECONDS);
  const over = new AbortController();
  const tails = readTails(urlOf('log-viewer'), KEY, over.signal);
  const samples = new Map<Name, Sample[]>(NAMES.map((service) => [service, []]));
  const paces: number[][] = [];
  const ticks: Ticks[] = [];
  const looking = setInterval(() => {
    for (const [of, service] of NAMES.entries()) {
      const server = servers.get(service);
      if (server)
        samples.get(service)?.push(
          look(
            service,
            server,
            paces.map((each) => each[of] ?? 0),
          ),
        );
    }
  }, LOOK_EVERY_MS);
  const startedAt = performance.now();
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const capacity = await full(CAPACITY_SECONDS);
    paces.push(capacity.map((ofService) => ofService.reduce((sum, { rate }) => sum + rate / 2, 0)));
    await half(capacity, AFTER_SECONDS, false);
    const before = readTicks();
    measureLoops();
    await half(capacity, STRETCH_SECONDS, true);
    measureLoops();
    ticks.push(ticksBetween(before, readTicks()));
  }
  over.abort();
  await tails;
  clearInterval(looking);
  for (const server of servers.values()) await server.stop();

  const figures = pacers.map((ofService) => ofService.map((pacer) => pacer.figures()));
  const table: Table = {};
  for (const [at, service] of NAMES.entries()) {
    const ofService = paces.map((each) => each[at] ?? 0);
    table[service] = rowOf(service, figures[at] ?? [], ofService, samples.get(service) ?? []);
  }
  const title = `soak: ${stretches} minutes at half of what all three can do together`;
  publish('deploy', title, table);
  publish(
    'deploy',
    `${title}, by what is asked`,
    Object.fromEntries(
      NAMES.flatMap((service, of) => loads[service].map(rowOfLoad(service, figures[of] ?? [], startedAt))),
    ),
  );
  publish('deploy', `${title}, the processors`, {
    'all minutes': shares(ticks),
    'the busiest': shares(ticks.toSorted((a, b) => a.idle / a.all - b.idle / b.all).slice(0, 1)),
  });
  // Written so that a figure that is missing is above its limit.
  const missed = Object.entries(LIMITS).flatMap(([column, limit]) =>
    NAMES.filter((service) => !(Number(table[service]?.[column]) <= limit)).map(
      (service) => `${service}: ${column} above ${limit}`,
    ),
  );
  if (missed.length > 0) throw new Error(missed.join('; '));
}

function rowOfLoad(service: Name, figures: readonly Paced[], startedAt: number) {
  return ({ title, method, path }: Load, at: number): [string, Table[string]] => {
    const { rate = 0, p99 = 0, max = 0, maxAt = 0 } = figures[at] ?? {};
    const words = [service, method, path, ...(title === undefined ? [] : [`(${title})`])].join(' ');
    return [
      words,
      {
        'requests/s': Math.round(rate),
        'p99 ms': p99,
        'max ms': max,
        'max at s': Math.round((maxAt - startedAt) / 1000),
      },
    ];
  };
}

function shares(ticks: readonly Ticks[]): Table[string] {
  const sum = (name: keyof Ticks): number => ticks.reduce((total, each) => total + each[name], 0);
  return {
    'busy %': Math.round(100 * (1 - sum('idle') / sum('all'))),
    'taken by others %': Number(((100 * sum('stolen')) / sum('all')).toFixed(1)),
  };
}

function rowOf(
  service: Name,
  figures: readonly Figures[],
  paces: readonly number[],
  samples: readonly Sample[],
): Table[string] {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  const third = Math.ceil(settled.length / 3);
  const growth = (name: keyof Sample): [settledMiB: number, byPercent: number] => {
    const most = (part: readonly Sample[]): number => Math.max(...part.map((sample) => sample[name]));
    const before = most(settled.slice(0, third));
    // Adding 0 makes -0 a plain zero.
    return [Math.round(before), Math.round(100 * (most(settled.slice(-third)) / before - 1)) + 0];
  };
  const [ownMiB, ownGrownBy] = growth('ownMiB');
  const [fileMiB, fileGrownBy] = growth('fileMiB');
  const delay = JSON.parse(readFileSync(join(folder, `${service}.delay`), 'utf8')) as { p99: number; max: number };
  return {
    'requests/s': Math.round(figures.reduce((sum, { rate }) => sum + rate, 0)),
    'least, most': `${Math.round(Math.min(...paces))} to ${Math.round(Math.max(...paces))}`,
    'p99 ms': Math.max(...figures.map(({ p99 }) => p99)),
    'max ms': Math.max(...figures.map(({ max }) => max)),
    'loop p99 ms': Number(delay.p99.toFixed(1)),
    'loop max ms': Math.round(delay.max),
    'own MiB, settled': ownMiB,
    'own grown by %': ownGrownBy,
    'file MiB, settled': fileMiB,
    'file grown by %': fileGrownBy,
  };
}

/** @param paces requests per second in each stretch until now */
function look(service: Name, server: ServerProcess, paces: readonly number[]): Sample {
  const bytes =
    statSync(database(service)).size + (statSync(`${database(service)}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  const [first] = paces;
  // A file that keeps for some time is compared as if all stretches had been like the first.
  const asFirst = service === 'metrics-collector' && first ? first / Math.max(...paces.slice(-KEPT_MINUTES)) : 1;
  return { ownMiB: server.memory().anonymous, fileMiB: (bytes * asFirst) / 2 ** 20 };
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
