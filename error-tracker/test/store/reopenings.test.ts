import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { service } from '../../src/service.ts';
import { startErrorTracker } from '../start.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const migrations = new URL('../../src/store/migrations/', import.meta.url);

describe('an error that came back', () => {
  it('says when, in the list and by itself, and tells the newest return of several', async (t) => {
    const clock = { now: NOON };
    const { send, call } = await startErrorTracker(t, { now: () => clock.now });
    const told = async () => {
      const [{ body: page }, { body: one }] = await Promise.all([
        call('GET', '/api/errors?resolved=all'),
        call('GET', '/api/errors/1'),
      ]);
      assert.equal(page.errors[0].reopened_at, one.reopened_at);
      return one.reopened_at;
    };

    await send();
    const atFirst = await told();
    await call('POST', '/api/errors/1/resolve');
    clock.now += 60_000;
    // What counts is when it came: this one happened before it was resolved.
    await send({ timestamp: iso(NOON - 60_000) });
    const back = await told();
    clock.now += 60_000;
    await send();
    const counted = await told();
    await call('POST', '/api/errors/1/resolve');
    clock.now += 60_000;
    await send();

    assert.deepEqual([atFirst, back, counted], [null, iso(NOON + 60_000), iso(NOON + 60_000)]);
    assert.equal(await told(), iso(NOON + 180_000));
  });

  it('is not one that a person reopened', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send();

    await call('POST', '/api/errors/1/resolve');
    await call('POST', '/api/errors/1/reopen');

    assert.equal((await call('GET', '/api/errors/1')).body.reopened_at, null);
  });

  it('is known in a file of the version before, from then on', async (t) => {
    const folder = temporaryFolder(t);
    const before = openDatabase({
      path: join(folder, `${service.name}.db`),
      applicationId: service.applicationId,
      migrations: loadMigrations(migrations).slice(0, 1),
    });
    before.exec(`INSERT INTO groups
      (fingerprint, project, exception_type, environment, count, first_seen, last_seen, resolved_at, message, traceback)
      VALUES ('262b08683423235fb83752b321e50834', 'flowrent', 'ValueError', 'prod', 7, ${NOON}, ${NOON}, ${NOON}, 'no date', '')`);
    closeDatabase(before);

    const { call, send } = await startErrorTracker(t, { folder, now: () => NOON });
    const old = await call('GET', '/api/errors/1');
    const traceback = '  File "/app/app/utils/validation.py", line 56, in validate\nValueError: no date';
    const again = await send({ project: 'flowrent', traceback });

    assert.deepEqual([old.body.count, old.body.resolved, old.body.reopened_at], [7, true, null]);
    assert.deepEqual([again.body.status, again.body.count], ['reopened', 8]);
    assert.equal((await call('GET', '/api/errors/1')).body.reopened_at, iso(NOON));
  });
});
