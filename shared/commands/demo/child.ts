import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stream } from './docker-log.ts';

/** A program of the demo. */
export interface Child {
  name: string;
  /** The newest lines that it has printed. */
  lines: readonly string[];
  /** Its exit code, once it has ended and all that it printed was read; 1 when a signal ended it. */
  ended: Promise<number>;
  /** Asks it to end, and makes it after `limitMs`. */
  stop: (limitMs: number) => Promise<void>;
}

export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Told of every line. */
  onLine?: (stream: Stream, line: string) => void;
}

const KEPT_LINES = 200;

/** Starts a program in a process group of its own: a terminal's Ctrl-C comes once, from the demo. */
export function startChild({ name, command, args, cwd, env, onLine }: ChildOptions): Child {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const reads = (['stdout', 'stderr'] as const).map(async (stream) => {
    const reader = createInterface({ input: child[stream] });
    reader.on('line', (line) => {
      if (lines.push(line) > KEPT_LINES) lines.shift();
      onLine?.(stream, line);
    });
    await once(reader, 'close');
  });

  async function end(): Promise<number> {
    const code = await new Promise<number>((resolve) => {
      child.on('exit', (exitCode) => resolve(exitCode ?? 1));
      child.on('error', (error) => {
        lines.push(error.message);
        resolve(1);
      });
    });
    await Promise.all(reads);
    return code;
  }

  let isOver = false;
  const ended = end().finally(() => {
    isOver = true;
  });
  // What it has started itself, as the set-up starts pip, goes with it.
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined && !isOver) process.kill(-child.pid, signal);
    } catch {
      // It has just ended.
    }
  };
  return {
    name,
    lines,
    ended,
    stop: async (limitMs) => {
      signalGroup('SIGTERM');
      const abort = new AbortController();
      const isLate = delay(limitMs, true, { signal: abort.signal }).catch(() => false);
      if (await Promise.race([ended.then(() => false), isLate])) signalGroup('SIGKILL');
      await ended;
      abort.abort();
    },
  };
}
