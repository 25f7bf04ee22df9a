import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { killFirstStarts } from '@monlight/shared/testing/first-start';
import { createKillable } from '@monlight/shared/testing/killable';
import { createRandom } from '@monlight/shared/testing/random';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, MINUTE_MS } from '@monlight/shared/time';
import { API_KEY, MAIN } from '../start.ts';

const create = (t: TestContext) =>
  createKillable(t, MAIN, { API_KEY, DATABASE_PATH: join(temporaryFolder(t), 'metrics.db') });

/** Minutes that are to stay, for each series. */
const YOUNG = 3;

describe('a metrics collector that is killed', () => {
  it('while it makes its database starts the next time', async (t) => {
    await killFirstStarts(create(t), createRandom(t), sized({ cut: 3, whole: 30 }));
  });

  it('while it forgets old minutes goes on with that, and forgets none that are young', async (t) => {
    const random = createRandom(t);
    const collector = create(t);
    await (await collector.start()).kill('SIGTERM');
    const series = sized({ cut: 5000, whole: 20_000 });
    const filling = collector.open();
    fill(filling, { series, old: 10 });
    filling.close();
    const count = (db: Database) => db.prepare<[], number>('SELECT count(*) FROM minutes').pluck().get() ?? 0;
    let kills = 0;

    for (let left = collector.read(count); left > series * YOUNG; left = collector.read(count)) {
      const service = await collector.spawn();
      const looking = collector.open({ readonly: true });
      while (service.child.exitCode === null && count(looking) === left) await nextTurn();
      looking.close();
      await delay(random.between(0, 40));
      await service.kill('SIGKILL');
      kills += 1;
    }

    t.diagnostic(`killed ${kills} times`);
    const young = collector.read((db) =>
      db.prepare('SELECT count(*) FROM minutes GROUP BY series HAVING count(*) <> ?').all(YOUNG),
    );
    assert.deepEqual(young, []);
  });
});

/** Series with old minutes and young ones. */
function fill(db: Database, { series, old }: { series: number; old: number }): void {
  const now = Math.floor(Date.now() / MINUTE_MS);
  const past = now - (5 * DAY_MS) / MINUTE_MS;
  const insertSeries = db.prepare('INSERT INTO series (id, metric, labels, last_time) VALUES (?, 1, ?, ?)');
  const insertMinute = db.prepare('INSERT INTO minutes VALUES (?, ?, 1, 1, 1, 1, 1, ?, NULL)');
  db.transaction(() => {
    db.exec("INSERT INTO metrics (id, name, type) VALUES (1, 'm', 0)");
    for (let id = 1; id <= series; id += 1) {
      insertSeries.run(id, JSON.stringify({ n: String(id) }), Date.now());
      for (let n = 0; n < old; n += 1) insertMinute.run(id, past + n, (past + n) * MINUTE_MS);
      for (let n = 0; n < YOUNG; n += 1) insertMinute.run(id, now - n, (now - n) * MINUTE_MS);
    }
  })();
}
