import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceProcess {
  url: string;
  child: ChildProcess;
  /** What it has printed so far. */
  output: () => { stdout: string; stderr: string };
  /** Waits until `GET /health` answers 200; throws when the process ends before. */
  healthy: () => Promise<void>;
  /** Sends a signal and waits for the end. */
  kill: (signal: NodeJS.Signals) => Promise<number | null>;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

/** A service's `main.ts` in a process of its own, with exactly these settings; killed when the test ends. */
export function spawnService(
  t: TestContext,
  main: URL,
  env: Record<string, string>,
  args: string[] = [],
): ServiceProcess {
  const child = spawn(process.execPath, [main.pathname, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  // `close`, not `exit`: by then all that it printed has arrived.
  const ended = once(child, 'close').then(([code]) => code as number | null);
  t.after(() => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${env['PORT']}`;

  return {
    url,
    child,
    ended,
    output: () => ({ stdout, stderr }),
    healthy: async () => {
      while (!(await isHealthy(url))) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before it was healthy: ${stderr}`);
        await delay(20);
      }
    },
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

/** Processes of tests that run together have different ones of these, each with so many ports. */
const SLICES = 150;
const PORTS = 100;
/** Below the ports that systems hand out by themselves. */
const firstPort = 15_000 + (process.pid % SLICES) * PORTS;
let handedOut = 0;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/**
 * The first of some ports in a row that were free a moment ago. Each is handed out once before any of them is again: until a service
 * listens at it, it would seem free to others.
 */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    if (handedOut + count > PORTS) handedOut = 0;
    const first = firstPort + handedOut;
    handedOut += count;
    const areFree = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (areFree.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
