import { statSync } from 'node:fs';
import { median, takeTurns } from './compare.ts';
import { measure, type Load } from './load.ts';
import type { Table } from './results.ts';
import { startBare, startServer, type ServerProcess } from './server-process.ts';

/** How large a database becomes. */
export const GROWN_BYTES = 1e9;
const FILL_SECONDS = 10;
const MAX_FILL_ROUNDS = 60;
const ROUNDS = 9;
const STARTS = 5;

export interface GrowthOptions {
  main: URL;
  env: Record<string, string> & { DATABASE_PATH: string };
  /** What is measured. */
  load: Load;
  /** What makes the database grow. */
  fill: Load;
}

/**
 * Fills a service's database with its own load, and tells what a request costs in a small and in a large one, as shares of
 * what a bare server does in the same minute, and how soon the service is up on the large one.
 *
 * @throws Error when ten minutes were not enough to fill it
 */
export async function measureGrowth({ main, env, load, fill }: GrowthOptions): Promise<Table[string]> {
  const service = await startServer(main, env);
  const bare = await startBare();
  const ratio = async (): Promise<number> =>
    median((await takeTurns(service, bare, load, { rounds: ROUNDS })).map((round) => round.ratio));
  const size = (): number => statSync(env.DATABASE_PATH).size;
  let [small, large] = [Number.NaN, Number.NaN];
  try {
    await measure(service.url, fill, FILL_SECONDS / 2);
    small = await ratio();
    for (let round = 0; size() < GROWN_BYTES; round += 1) {
      if (round === MAX_FILL_ROUNDS) throw new Error(`${env.DATABASE_PATH} has only ${size()} bytes`);
      await measure(service.url, fill, FILL_SECONDS);
    }
    large = await ratio();
  } finally {
    await Promise.all([service.stop(), bare.stop()]);
  }
  return {
    'of bare Fastify, small': Number(small.toFixed(2)),
    'of bare Fastify, 1 GB': Number(large.toFixed(2)),
    'cost ×': Number((small / large).toFixed(2)),
    'healthy after ms': await measureStart(() => startServer(main, env)),
  };
}

/** Milliseconds from a process's start until it answers: the median of some starts. */
export async function measureStart(start: () => Promise<ServerProcess>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const startedAt = performance.now();
    const service = await start();
    times.push(performance.now() - startedAt);
    await service.stop();
  }
  return Math.round(median(times));
}
