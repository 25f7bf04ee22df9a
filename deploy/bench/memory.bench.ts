import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measure } from '../../shared/bench/load.ts';
import { publish, type Table } from '../../shared/bench/results.ts';
import { buildImages, docker, run, SERVICES, skip } from '../test/engine.ts';
import { startStack, until } from '../test/stack.ts';
import { loadsOf, printing, readTails } from './loads.ts';

// What `docker stats` says of the three containers: idle as after a boot, idle once Node's program is in memory, as after
// the build, and under full load on all of them at once. `--minutes 10`, `--limit 64` (MiB a container).

const IDLE_MS = 60_000;
const LOOK_EVERY_MS = 2000;
/** How long the engine may take to notice that a container has ended. */
const NOTICE_MS = 5000;
const LINES_PER_SECOND = 5000;
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, limit: { type: 'string', default: '64' } },
});
const seconds = Number(values.minutes) * 60;
const limit = `${values.limit}m`;

const ends: (() => Promise<unknown>)[] = [];
if (!skip) {
  try {
    await main();
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function main(): Promise<void> {
  await buildImages();
  emptyFileCache();
  const stack = await startStack({ after: (end) => ends.push(end) });
  const containers = SERVICES.map((service) => stack.container(service));
  const booted = await idleOf(containers);
  await docker('restart', ...containers);
  const idle = await idleOf(containers);
  publish(
    'deploy',
    'idle memory',
    perService((at) => ({ 'after a boot MiB': booted[at] ?? Number.NaN, 'idle MiB': idle[at] ?? Number.NaN })),
  );
  await docker('update', '--memory', limit, '--memory-swap', limit, ...containers);

  const name = `monlight-bench-${randomBytes(4).toString('hex')}`;
  ends.push(() => run('docker', ['rm', '-f', name]));
  const log = ['--log-driver', 'json-file', '--log-opt', 'max-size=10m', '--log-opt', 'max-file=3'];
  await docker(
    'run',
    '-d',
    '--name',
    name,
    '--network',
    'none',
    ...log,
    'node:26-bookworm-slim',
    'node',
    '-e',
    printing(LINES_PER_SECOND),
  );
  const loads = loadsOf(stack.key);
  const over = new AbortController();
  const ask = async () => {
    const rates = await Promise.all(
      SERVICES.map((service) => Promise.all(loads[service].map((load) => measure(stack.url(service), load, seconds)))),
    );
    over.abort();
    return rates;
  };
  const [rates, most] = await Promise.all([
    ask(),
    watch(containers, over.signal),
    readTails(stack.url('log-viewer'), stack.key, over.signal),
  ]).catch(async (error: unknown) => {
    // Whoever asked a container that is killed hears of nothing but a connection that ends.
    const said = await Promise.all(containers.map(endOf));
    throw new Error(`the load was broken off: ${said.join('; ')}`, { cause: error });
  });

  const fates = await Promise.all(containers.map(fateOf));
  const table = perService((at) => ({
    'loaded MiB': most[at] ?? Number.NaN,
    'limit MiB': Number(values.limit),
    'requests/s': Math.round((rates[at] ?? []).reduce((sum, { rate }) => sum + rate, 0)),
    'longest answer s': Math.max(...(rates[at] ?? []).map(({ max }) => max)) / 1000,
    'OOM kills': fates[at]?.isKilled === true ? 1 : 0,
    restarts: fates[at]?.restarts ?? Number.NaN,
  }));
  const { logs_indexed: entries } = await stack.get('log-viewer', '/health');
  publish('deploy', `memory under ${values.minutes} minutes of full load`, table);
  console.log(`${entries} log entries are kept`);
  for (const row of Object.values(table)) assert.deepEqual([row['OOM kills'], row['restarts']], [0, 0]);
}

function perService(row: (at: number) => Table[string]): Table {
  return Object.fromEntries(SERVICES.map((service, at) => [service, row(at)]));
}

/** Whether a container was killed for want of memory, and how often the engine has started it again. */
async function fateOf(container: string): Promise<{ isKilled: boolean; restarts: number }> {
  const said = await docker('inspect', '-f', '{{.State.OOMKilled}} {{.RestartCount}}', container);
  const [killed, restarts] = said.split(' ');
  return { isKilled: killed === 'true', restarts: Number(restarts) };
}

/** What became of a container, in words, as soon as the engine has noticed. */
async function endOf(container: string): Promise<string> {
  const deadline = Date.now() + NOTICE_MS;
  for (;;) {
    const { isKilled, restarts } = await fateOf(container);
    if (isKilled) return `${container} was killed for want of memory`;
    if (restarts > 0) return `${container} ended and was started again`;
    if (Date.now() > deadline) return `${container} is as it was`;
    await delay(LOOK_EVERY_MS);
  }
}

/** Once they are healthy, and have had nothing to do for a minute, in MiB. */
async function idleOf(containers: readonly string[]): Promise<number[]> {
  for (const container of containers) {
    const health = () => docker('inspect', '-f', '{{.State.Health.Status}}', container);
    await until(`${container} is healthy`, async () => (await health()) === 'healthy');
  }
  await delay(IDLE_MS);
  return lookAt(containers);
}

/** As after a boot. What of Node's program is in memory is counted to the containers that read it, and to nobody once they are gone. */
function emptyFileCache(): void {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
  } catch (error) {
    console.warn(`the figures after a boot are those of a warm machine: ${String(error)}`);
  }
}

/** The most that each container had while it lasted, in MiB. */
async function watch(containers: readonly string[], over: AbortSignal): Promise<number[]> {
  let most = containers.map(() => 0);
  while (!over.aborted) {
    const now = await lookAt(containers);
    most = most.map((before, at) => Math.max(before, now[at] ?? 0));
    await delay(LOOK_EVERY_MS);
  }
  return most;
}

/** Memory as `docker stats` shows it, without what the kernel keeps of files, in MiB. */
async function lookAt(containers: readonly string[]): Promise<number[]> {
  const lines = await docker('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...containers);
  const usage = new Map(lines.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1] ?? '']));
  return containers.map((container) => toMebibytes(usage.get(container) ?? ''));
}

function toMebibytes(text: string): number {
  const [, figure = 'NaN', unit = ''] = /^([\d.]+)([A-Za-z]+)$/.exec(text) ?? [];
  const factor = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 2 ** 10 }[unit] ?? Number.NaN;
  return Number((Number(figure) * factor).toFixed(1));
}
