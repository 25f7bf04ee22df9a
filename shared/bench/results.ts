import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

const FILE = 'bench-results.json';

/** Rows by their names, cells by the names of their columns. */
export type Table = Record<string, Record<string, number | string>>;

/** Prints a service's table and keeps it in `bench-results.json`, beside the others. */
export function publish(service: string, title: string, table: Table): void {
  console.log(`\n${service}: ${title}`);
  console.table(table);
  const kept = readResults();
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const ofService = { ...kept[service], [title]: table };
  writeFileSync(FILE, `${JSON.stringify({ ...kept, machine, [service]: ofService }, null, 2)}\n`);
}

/** What was published last: service → title → table. */
export function readResults(): Record<string, Record<string, unknown>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Record<string, unknown>>) : {};
}
