import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from './demo/addresses.ts';
import type { Child } from './demo/child.ts';
import { runDemo } from './demo/run.ts';

// The services and two shops with visitors, in a folder that goes when it ends. When one of them ends, so do the others.

/** What the shops still have to send, and what the services still have to answer, under 10 s together. */
const SHOP_STOP_MS = 2500;
const SERVICES_STOP_MS = 7000;

const { values } = parseArgs({ options: { port: { type: 'string', default: String(DEFAULT_PORT) } } });
const folder = mkdtempSync(join(tmpdir(), 'monlight-demo-'));
const children: Child[] = [];
const stopping = new AbortController();
const { signal } = stopping;
const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
// A full disk, for one: nothing may be left running.
process.on('uncaughtException', fail);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());

const demo = runDemo({
  folder,
  firstPort: Number(values.port),
  apiKey: process.env['API_KEY'] || newKey(),
  ingestKey: newKey(),
  signal,
  adopt: (child) => children.push(child),
});
try {
  await Promise.race([demo, stopped]);
} catch (error) {
  fail(error);
}
await stopAll();
process.exit();

/** What fails because it was stopped is no failure. */
function fail(error: unknown): void {
  if (signal.aborted) return;
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
  stopping.abort();
}

/** The services last: the shops have something to tell them until the end. */
async function stopAll(): Promise<void> {
  stopping.abort();
  const services = children.filter(({ name }) => name === 'services');
  const others = children.filter(({ name }) => name !== 'services');
  await Promise.all(others.map((child) => child.stop(SHOP_STOP_MS)));
  await Promise.all(services.map((child) => child.stop(SERVICES_STOP_MS)));
  rmSync(folder, { recursive: true, force: true });
}

function newKey(): string {
  return randomBytes(24).toString('base64url');
}
