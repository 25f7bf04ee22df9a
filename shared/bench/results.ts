import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Comparison } from './compare.ts';

const FILE = 'bench-results.json';

/** Prints a service's comparisons as a table and keeps them in `bench-results.json`, beside the other services'. */
export function publish(service: string, comparisons: readonly Comparison[]): void {
  console.table(
    Object.fromEntries(
      comparisons.map(({ title, service: own, bare, ratio, memory }) => [
        title,
        {
          'requests/s': Math.round(own.rate),
          'bare Fastify': Math.round(bare.rate),
          ratio: Number(ratio.toFixed(2)),
          'p50 ms': own.p50,
          'p99 ms': own.p99,
          'idle MiB (anonymous)': `${memory.idle.total.toFixed(0)} (${memory.idle.anonymous.toFixed(0)})`,
          'loaded MiB (anonymous)': `${memory.loaded.total.toFixed(0)} (${memory.loaded.anonymous.toFixed(0)})`,
        },
      ]),
    ),
  );
  const kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>) : {};
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  writeFileSync(FILE, `${JSON.stringify({ ...kept, machine, [service]: comparisons }, null, 2)}\n`);
}
