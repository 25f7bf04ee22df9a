import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { service } from '../../src/service.ts';
import { report, startErrorTracker } from '../start.ts';

const migrations = new URL('../../src/store/migrations/', import.meta.url);
const FIRST = String(report().traceback);
/** Through the same place, so of the same group. */
const OTHER = `${FIRST} (once more)`;

/** A file that has a group with its traceback in its own row. */
function fileOfBefore(folder: string, { fingerprint, traceback }: { fingerprint: string; traceback: string }): void {
  const db = openDatabase({
    path: join(folder, `${service.name}.db`),
    applicationId: service.applicationId,
    migrations: loadMigrations(migrations).slice(0, 2),
  });
  db.prepare(
    `INSERT INTO groups
       (fingerprint, project, exception_type, environment, count, first_seen, last_seen, message, traceback)
     VALUES (?, 'shop', 'ValueError', 'prod', 1, 0, 0, 'no such item', ?)`,
  ).run(fingerprint, traceback);
  db.exec("INSERT INTO occurrences (group_id, timestamp, id, environment) VALUES (1, 0, 1, 'prod')");
  closeDatabase(db);
}

describe('the traceback of a group', () => {
  it('is that of its first report, and each report has its own', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send();
    await send({ traceback: OTHER });
    await send();

    const { body } = await call('GET', '/api/errors/1');

    assert.equal(body.traceback, FIRST);
    assert.deepEqual(
      body.occurrences.map(({ traceback }: { traceback: string }) => traceback),
      [FIRST, OTHER, FIRST],
    );
  });

  it('stays what it was in a file of the version before, and so do those of its reports', async (t) => {
    const folder = temporaryFolder(t);
    const elsewhere = await startErrorTracker(t);
    const { fingerprint } = (await elsewhere.send()).body;
    fileOfBefore(folder, { fingerprint, traceback: FIRST });
    const { send, call } = await startErrorTracker(t, { folder });

    const again = await send();
    const other = await send({ traceback: OTHER });
    const { body } = await call('GET', '/api/errors/1');

    assert.deepEqual([again.body.status, other.body.count], ['incremented', 3]);
    assert.equal(body.traceback, FIRST);
    assert.deepEqual(
      body.occurrences.map(({ traceback }: { traceback: string }) => traceback),
      [OTHER, FIRST, FIRST],
    );
  });

  it('goes with the group', async (t) => {
    const { send, call, db } = await startErrorTracker(t);
    await send();

    await call('DELETE', '/api/errors/1');

    assert.equal(db.prepare('SELECT count(*) FROM tracebacks').pluck().get(), 0);
  });
});
