import { existsSync, rmSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Killable } from './killable.ts';
import type { Random } from './random.ts';

/** From an empty file to a database that is ready takes a few of these on an idle machine, ms. */
const MOST_MS = 60;

/** Kills a service while it makes its database; the next start must bring it to health, with everything in place. */
export async function killFirstStarts(killable: Killable, random: Random, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const suffix of ['', '-wal', '-shm', '.new']) rmSync(`${killable.database}${suffix}`, { force: true });
    const first = await killable.spawn();
    const isBegun = () => existsSync(`${killable.database}.new`) || existsSync(killable.database);
    while (!isBegun() && first.child.exitCode === null) await nextTurn();
    await delay(random.between(0, MOST_MS));
    await first.kill('SIGKILL');

    const second = await killable.start();
    await second.kill('SIGKILL');
    killable.read(() => undefined);
  }
}
