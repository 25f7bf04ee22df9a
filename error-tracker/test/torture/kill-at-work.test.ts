import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { killFirstStarts } from '@monlight/shared/testing/first-start';
import { createKillable, type Killable } from '@monlight/shared/testing/killable';
import { createRandom } from '@monlight/shared/testing/random';
import { request } from '@monlight/shared/testing/request';
import type { ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import { until } from '@monlight/shared/testing/until';
import { DAY_MS } from '@monlight/shared/time';
import Sqlite from 'better-sqlite3';
import { startFakePostmark } from '../fake-postmark.ts';
import { API_KEY, MAIN, report } from '../start.ts';

const headers = { 'x-api-key': API_KEY };
/** The copy that `deploy/backup.sh` makes. */
const COPY = new URL('../../../shared/commands/image-database.ts', import.meta.url).pathname;

const send = ({ url }: ServiceProcess, fields: Record<string, unknown>) =>
  request(`${url}/api/errors`, 'POST', report(fields), headers);

/** Null when the service is gone. */
const sendOrNull = (service: ServiceProcess, fields: Record<string, unknown>) =>
  send(service, fields).catch(() => null);

function create(t: TestContext, settings: Record<string, string> = {}): Killable {
  return createKillable(t, MAIN, { API_KEY, DATABASE_PATH: join(temporaryFolder(t), 'errors.db'), ...settings });
}

describe('an error tracker that is killed', () => {
  it('while it makes its database starts the next time', async (t) => {
    await killFirstStarts(create(t), createRandom(t), sized({ cut: 3, whole: 30 }));
  });

  it('while it forgets old errors has forgotten each as a whole or not at all, and none that are young', async (t) => {
    const random = createRandom(t);
    const tracker = create(t);
    await (await tracker.start()).kill('SIGTERM');
    fill(tracker.database, { old: sized({ cut: 2000, whole: 20_000 }), young: 50 });
    const count = (db: Sqlite.Database) => db.prepare<[], number>('SELECT count(*) FROM groups').pluck().get() ?? 0;
    let kills = 0;

    for (let left = tracker.read(count); left > 50; left = tracker.read(count)) {
      const service = await tracker.spawn();
      const looking = new Sqlite(tracker.database, { readonly: true });
      while (service.child.exitCode === null && count(looking) === left) await nextTurn();
      looking.close();
      await delay(random.between(0, 40));
      await service.kill('SIGKILL');
      kills += 1;
    }

    t.diagnostic(`killed ${kills} times`);
    assert.equal(tracker.read(count), 50);
  });

  it('while mails are sent sends every one, and none twice but those that were on their way', async (t) => {
    const random = createRandom(t);
    const postmark = await startFakePostmark(t);
    const tracker = create(t, {
      POSTMARK_API_TOKEN: 'the-token',
      POSTMARK_FROM_EMAIL: 'monlight@example.com',
      ALERT_EMAILS: 'ann@example.com',
      POSTMARK_API_URL: postmark.url,
      ALERT_LIMIT_PER_HOUR: '1000',
    });
    const projects: string[] = [];
    const rounds = sized({ cut: 3, whole: 25 });

    for (let round = 0; round < rounds; round += 1) {
      const accepted = postmark.accepted.length;
      // Every other time some are accepted and not answered when the kill comes.
      postmark.meet(round % 2 === 0 ? 'slow' : 'ok');
      const service = await tracker.start();
      for (let n = 0; n < 12; n += 1) {
        const project = `p${round}-${n}`;
        assert.equal((await send(service, { project })).status, 201);
        projects.push(project);
      }
      await until('a mail is on its way', () => postmark.accepted.length > accepted);
      await delay(random.between(0, 60));
      await service.kill('SIGKILL');
    }
    postmark.meet('ok');
    const service = await tracker.start();
    await until('nothing is owed any more', async () => {
      const { body } = await request(`${service.url}/api/alerts`, 'GET', undefined, headers);
      return body.pending === 0;
    });

    const sent = Map.groupBy(postmark.accepted, ({ Subject }) => Subject.slice(1, Subject.indexOf(']')));
    assert.deepEqual([...sent.keys()].toSorted(), projects.toSorted());
    const repeated = [...sent.values()].filter(({ length }) => length > 1);
    t.diagnostic(`${repeated.length} of ${projects.length} mails came twice, ${rounds} kills`);
    // Four are sent at a time.
    assert.ok(repeated.length > 0 && repeated.length <= rounds * 4);
    for (const mails of repeated) {
      assert.equal(new Set(mails.map(({ Headers }) => JSON.stringify(Headers))).size, 1, 'under the same Message-ID');
    }
  });

  it('or whose backup is, while a backup is made, loses nothing, and the next backup is whole', async (t) => {
    const random = createRandom(t);
    const tracker = create(t);
    let answered = 0;

    for (let round = 0; round < sized({ cut: 2, whole: 15 }); round += 1) {
      const service = await tracker.start();
      const sending = (async () => {
        const basket = { extra: { basket: 'x'.repeat(20_000) } };
        for (let answer = await sendOrNull(service, basket); answer; answer = await sendOrNull(service, basket)) {
          assert.ok(answer.status < 300, JSON.stringify(answer.body));
          answered += 1;
        }
      })();
      const enough = answered + 20;
      await until('there is something to copy', () => answered >= enough);
      const copying = spawn(process.execPath, [COPY, 'backup', tracker.database], { stdio: 'ignore' });
      const copied = once(copying, 'exit');
      const partial = join(tracker.database, '..', '.backup-errors.db');
      while (!existsSync(partial) && copying.exitCode === null) await nextTurn();
      await delay(random.between(0, 20));
      copying.kill('SIGKILL');
      if (round % 2 === 1) service.child.kill('SIGKILL');
      await copied;
      if (round % 2 === 0) await service.kill('SIGKILL');
      await sending;
    }
    const stored = tracker.read((db) => db.prepare<[], number>('SELECT sum(count) FROM groups').pluck().get() ?? 0);
    const copy = `${tracker.database}.copy`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [COPY, 'backup', tracker.database], {
      encoding: 'buffer',
      maxBuffer: 2 ** 30,
    });
    writeFileSync(copy, stdout);

    assert.match(stderr.toString(), /^sha256 [0-9a-f]{64}\n$/);
    const db = new Sqlite(copy, { readonly: true });
    t.after(() => db.close());
    assert.equal(db.prepare('SELECT sum(count) FROM groups').pluck().get(), stored);
    // One report a round may have been stored without its answer getting out.
    assert.ok(stored >= answered && stored <= answered + 15, `${stored} stored, ${answered} answered`);
    assert.deepEqual(
      readdirSync(join(tracker.database, '..')).filter((name) => name.startsWith('.backup')),
      [],
    );
  });
});

/** Groups with all that belongs to them: old ones that were resolved long ago, and young ones. */
function fill(database: string, { old, young }: { old: number; young: number }): void {
  const db = new Sqlite(database);
  db.pragma('foreign_keys = ON');
  const insert = db.prepare(
    `INSERT INTO groups (fingerprint, project, exception_type, environment, count, first_seen, last_seen, resolved_at, message, traceback)
     VALUES (?, 'shop', 'Error', 'prod', 1, ?, ?, ?, ?, 'Traceback')`,
  );
  const hour = db.prepare('INSERT INTO group_hours (group_id, hour, count) VALUES (?, ?, 1)');
  db.transaction(() => {
    for (let n = 0; n < old + young; n += 1) {
      const time = Date.now() - (n < old ? 100 * DAY_MS : DAY_MS);
      const { lastInsertRowid } = insert.run(`f${n}`, time, time, time, 'x'.repeat(500));
      for (let each = 0; each < 5; each += 1) hour.run(lastInsertRowid, each);
    }
  })();
  db.close();
}
