import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ending } from './services.ts';

/** How a program ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** How long it took, its start included. */
  ms: number;
}

export interface RunOptions {
  args?: readonly string[];
  /** Node's own options. */
  nodeArgs?: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
}

/** Runs a program with this Node to its end; killed when the test ends. */
export async function runProgram(
  t: Ending,
  file: URL | string,
  { args = [], nodeArgs = [], env = {}, cwd }: RunOptions = {},
): Promise<Ended> {
  const start = performance.now();
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const child = spawn(process.execPath, [...nodeArgs, path, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr, ms: performance.now() - start };
}
