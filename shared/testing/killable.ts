import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Sqlite from 'better-sqlite3';
import type { Database } from '../src/sqlite.ts';
import { freePort, spawnService, type ServiceProcess } from './service-process.ts';

/** A service's process that is ended and started again on the same database. */
export interface Killable {
  database: string;
  /** Starts it and waits until it is healthy. */
  start(): Promise<ServiceProcess>;
  /** Starts it without waiting until it is healthy. */
  spawn(): Promise<ServiceProcess>;
  /** What each `start` took until the service was healthy. */
  starts: readonly StartCost[];
  /** The database itself, for a look at it while a process has it open, or for changing it while none has. */
  open(options?: { readonly: boolean }): Database;
  /** What the database holds while no process has it open; fails when it is not whole. */
  read<T>(look: (db: Database) => T): T;
}

/** What a start took, ms: by the clock, and of a processor's time, which other work on the machine adds little to. */
interface StartCost {
  wall: number;
  processor: number | null;
}

/** Compiled code is kept between starts: a test of many starts is mostly that. */
const COMPILED = join(tmpdir(), 'monlight-compiled');
/** Of Linux' clock of processes. */
const TICK_MS = 10;
/** Three times what a start may take: on a busy machine a processor is slower, too. */
const MOST_START_MS = 3000;

/** A service's `main.ts` with these settings, to be killed and started again. */
export function createKillable(t: TestContext, main: URL, settings: Record<string, string>): Killable {
  const env = { RATE_LIMIT: '0', NODE_COMPILE_CACHE: COMPILED, ...settings };
  const database = settings['DATABASE_PATH'] ?? '';
  const starts: StartCost[] = [];
  // Another port each time: while it is down, somebody else may take the old one.
  const spawn = async () => spawnService(t, main, { ...env, PORT: String(await freePort()) });

  return {
    database,
    starts,
    spawn,
    start: async () => {
      const before = performance.now();
      const service = await spawn();
      await service.healthy();
      starts.push({ wall: performance.now() - before, processor: processorMs(service) });
      return service;
    },
    open: (options) => new Sqlite(database, options),
    read: (look) => {
      const db = new Sqlite(database, { readonly: true });
      try {
        assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
        assert.deepEqual(db.pragma('foreign_key_check'), []);
        return look(db);
      } finally {
        db.close();
      }
    },
  };
}

/** The processor's time that a process has had; null where the system does not tell. */
function processorMs({ child }: ServiceProcess): number | null {
  try {
    // Behind the name, which may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return (user + system) * TICK_MS;
  } catch {
    return null;
  }
}

/** Tells what starts took, and fails when half of them needed more of a processor than a start may. */
export function reportStarts(t: TestContext, starts: readonly StartCost[]): void {
  const processor = starts.flatMap((start) => start.processor ?? []);
  for (const [what, times] of Object.entries({
    'by the clock': starts.map(({ wall }) => wall),
    'of a processor': processor,
  })) {
    t.diagnostic(
      `healthy after ${shareOf(times, 0.5)} ms ${what} (median), ${shareOf(times, 0.95)} (p95), ${times.length} starts`,
    );
  }
  assert.ok(processor.length === 0 || shareOf(processor, 0.5) <= MOST_START_MS);
}

function shareOf(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
