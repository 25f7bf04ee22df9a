import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@monlight/shared/testing/service-process';

/** Resident memory in MiB: what the process made itself, and with the files it has mapped. */
export interface Memory {
  anonymous: number;
  total: number;
}

export interface ServerProcess {
  url: string;
  memory: () => Memory;
  signal: (name: NodeJS.Signals) => void;
  stop: () => Promise<void>;
}

/** MiB of old objects in JavaScript's heap, unless a service is deployed with another figure. */
const HEAP_MIB = 24;
/** Finer than what a start is measured by. */
const LOOK_EVERY_MS = 5;
/** What is freed goes back to the system, and is not kept in pieces. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * Starts a server of its own process and waits until it answers; with the images' own settings, so that what is
 * measured is what is deployed.
 */
export async function startServer(
  script: URL,
  env: Record<string, string> = {},
  heapMiB: number = HEAP_MIB,
): Promise<ServerProcess> {
  const port = await freePort();
  const flags = ['--max-semi-space-size=1', `--max-old-space-size=${heapMiB}`, '--no-maglev'];
  const child = spawn(process.execPath, [...flags, script.pathname], {
    env: { PATH: process.env['PATH'], ...ALLOCATOR, PORT: String(port), LOG_LEVEL: 'ERROR', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // A bench that fails must not leave it behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok ?? false;
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`${script.pathname} ended with ${child.exitCode}`);
    await delay(LOOK_EVERY_MS);
  }
  return {
    url,
    memory: () => readMemory(child.pid ?? 0),
    signal: (name) => void child.kill(name),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The least that can read the same JSON and answer: what a service is measured against. */
export function startBare(): Promise<ServerProcess> {
  return startServer(new URL('bare-fastify.ts', import.meta.url));
}

function readMemory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { anonymous: mib('RssAnon'), total: mib('VmRSS') };
}
