import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from './service-process.ts';

const command = fileURLToPath(new URL('../commands/demo.ts', import.meta.url));
const API_KEY = 'key-of-the-demo-1234';
/** Of the services and both shops. */
const PORTS = 5;
/** From its word to live data on every page: twice what a newcomer is promised, for a busy machine. */
const ALIVE_WITHIN_MS = 30_000;
/** The key has 60 requests a minute with the log viewer. */
const LOOK_MS = 500;

/** Runs the demo until it says that all is there; stopped when the test ends. */
export async function startDemo(t: TestContext, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'monlight-'));
  const port = await freePorts(PORTS);
  const child = spawn(process.execPath, [command, '--port', String(port)], {
    env: { ...process.env, API_KEY, TMPDIR: folder, ...env },
  });
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  while (!output.includes('Ctrl-C stops everything')) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    assert.equal(child.exitCode, null, said);
  }
  const saidAt = Date.now();
  const programs = descendantsOf(child.pid ?? 0);

  return {
    /** Where its services are: errors, logs and metrics. */
    urls: [0, 1, 2].map((service) => `http://localhost:${port + service}`),
    output: () => output,
    said: () => said,
    ended,
    programs,
    folder,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    get: async (service: number, path: string): Promise<any> => {
      const answer = await fetch(`http://127.0.0.1:${port + service}${path}`, { headers: { 'x-api-key': API_KEY } });
      return await answer.json();
    },
    /** Waits for something that is there when a page is alive. */
    alive: async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
      for (; Date.now() - saidAt < ALIVE_WITHIN_MS; await delay(LOOK_MS)) {
        const found = await look();
        if (found !== undefined) {
          t.diagnostic(`${what}: ${Date.now() - saidAt} ms after its word`);
          return found;
        }
      }
      return assert.fail(`not within ${ALIVE_WITHIN_MS} ms: ${what}`);
    },
    /** What is there when it has ended: files, and programs. */
    left: () => [...readdirSync(folder), ...programs.filter(({ pid }) => isRunning(pid)).map(({ args }) => args)],
  };
}

function descendantsOf(pid: number): { pid: number; args: string }[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, own, parent, args = '']) => ({ pid: Number(own), parent: Number(parent), args }));
  const below = (parent: number): typeof all =>
    all.flatMap((each) => (each.parent === parent ? [each, ...below(each.pid)] : []));
  return below(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
