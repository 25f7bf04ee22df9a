import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { killFirstStarts } from '@monlight/shared/testing/first-start';
import { createKillable } from '@monlight/shared/testing/killable';
import { createRandom } from '@monlight/shared/testing/random';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import Sqlite from 'better-sqlite3';
import { startRestartable } from '../process/restartable.ts';
import { API_KEY, dockerFolderOf, MAIN } from '../start.ts';

const KEPT = 2000;
/** Lines of a burst: it takes the ring more than once around. */
const BURST = 5000;

describe('a log viewer that is killed', () => {
  it('while it makes its database starts the next time', async (t) => {
    const folder = temporaryFolder(t);
    const viewer = createKillable(t, MAIN, {
      API_KEY,
      LOG_SOURCES: dockerFolderOf(folder).path,
      DATABASE_PATH: join(folder, 'logs.db'),
    });

    await killFirstStarts(viewer, createRandom(t), sized({ cut: 3, whole: 30 }));
  });

  it('while its ring drops old entries has the newest ones, each once and in order', async (t) => {
    const random = createRandom(t);
    const viewer = await startRestartable(t, { MAX_ENTRIES: String(KEPT) });
    const container = viewer.docker.create({ name: 'web', startedAt: Date.now() });
    let printed = 0;

    for (let round = 0; round < sized({ cut: 3, whole: 30 }); round += 1) {
      container.print('stdout', Array.from({ length: BURST }, () => `INFO line ${(printed += 1)}`).join('\n'));
      await delay(random.between(0, 250));
      await viewer.service().kill('SIGKILL');
      assert.deepEqual(strayTables(join(viewer.folder, 'logs.db')), []);
      viewer.start();
      await viewer.service().healthy();
    }
    await viewer.caughtUp('web', `line ${printed}`);

    const found = (await viewer.found()).map(({ message }) => message);
    const expected = Array.from({ length: KEPT }, (_, index) => `INFO line ${printed - KEPT + 1 + index}`);
    assert.deepEqual(found.slice(-KEPT), expected);
  });
});

/** Tables of partitions that are not listed, and partitions whose tables are not there. */
function strayTables(database: string): string[] {
  const db = new Sqlite(database, { readonly: true });
  try {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    return db
      .prepare<[], string>(
        `WITH there AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'entries_[0-9]*'),
           listed AS (SELECT 'entries_' || first_id AS name FROM partitions)
         SELECT name FROM there WHERE name NOT IN listed UNION ALL SELECT name FROM listed WHERE name NOT IN there`,
      )
      .pluck()
      .all();
  } finally {
    db.close();
  }
}
