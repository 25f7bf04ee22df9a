import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addressesFrom, type Addresses } from '../demo/addresses.ts';

const DEMO = fileURLToPath(new URL('../demo.ts', import.meta.url));
/** Its last line of welcome. */
const READY = 'Ctrl-C stops everything';
const KEY = 'key-of-the-screenshots';
/** Checkouts that failed: enough for the charts to have a spike. */
const ENOUGH_FAILURES = 15;
const LIVELY_WITHIN_MS = 5 * 60_000;
const LOOK_MS = 2000;

/** The demo once there is something to see in it. */
export interface RunningDemo {
  addresses: Addresses;
  key: string;
  /** The error tracker's group of the checkouts that fail. */
  failure: number;
}

/**
 * Runs the demo, does some work with it once it is lively, and ends it.
 *
 * @throws Error when it ends by itself, or nothing happens in it for five minutes
 */
export async function withDemo(firstPort: number, work: (demo: RunningDemo) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [DEMO, '--port', String(firstPort)], {
    env: { ...process.env, API_KEY: KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const addresses = addressesFrom(firstPort, 'localhost');
  try {
    const ready = (async () => {
      for await (const line of createInterface({ input: child.stdout })) if (line.includes(READY)) return;
    })();
    await Promise.race([ready, ended]);
    if (child.exitCode !== null) throw new Error('the demo has ended');
    await work({ addresses, key: KEY, failure: await findFailure(addresses.errorTracker) });
  } finally {
    child.kill('SIGINT');
    child.stdout.resume();
    await ended;
  }
}

/** Waits until the story has been told: checkouts fail, and an error that was resolved is back. */
async function findFailure(errorTracker: string): Promise<number> {
  for (const end = Date.now() + LIVELY_WITHIN_MS; Date.now() < end; await delay(LOOK_MS)) {
    const answer = await fetch(`${errorTracker}/api/errors`, { headers: { 'x-api-key': KEY } });
    const { errors } = (await answer.json()) as { errors: { id: number; exception_type: string; count: number }[] };
    const countOf = (type: string): number => errors.find((error) => error.exception_type === type)?.count ?? 0;
    if (countOf('PaymentError') < ENOUGH_FAILURES || countOf('TypeError') < 2) continue;
    return errors.find((error) => error.exception_type === 'PaymentError')?.id ?? 0;
  }
  throw new Error('nothing has happened in the demo');
}
