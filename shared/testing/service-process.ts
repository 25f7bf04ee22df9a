import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
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

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The first of some ports in a row that were free a moment ago, below those that systems hand out by themselves. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 15_000 + Math.floor(Math.random() * 15_000);
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
