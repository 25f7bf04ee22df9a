import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';

/** What once failed, one JSON value a line: it is tried again each time. */
export function readCorpus<T>(file: URL): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Keeps what has failed. */
export function addToCorpus(file: URL, values: readonly unknown[]): void {
  if (values.length === 0) return;
  mkdirSync(new URL('./', file), { recursive: true });
  const known = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const added = values.map((value) => JSON.stringify(value)).filter((line) => !known.has(line));
  appendFileSync(file, added.map((line) => `${line}\n`).join(''));
}

/** Where a run's cases come from: `MONLIGHT_SEED`, or another one each time. */
export const seed = Number(process.env['MONLIGHT_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
