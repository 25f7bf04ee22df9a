import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, startErrorTracker, type ErrorTracker } from '../start.ts';

const TABLES = ['groups', 'group_environments', 'group_hours', 'occurrences'];

/** Rows of each table. */
function countRows({ db }: ErrorTracker): Record<string, number> {
  return Object.fromEntries(
    TABLES.map((table) => [table, db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0]),
  );
}

/** Sends a path as it stands, where `fetch` would take `..` for a step up, on a connection of its own. */
async function deleteAsIs(url: string, path: string): Promise<{ status: number | undefined; body: any }> {
  const { hostname, port } = new URL(url);
  const headers = { 'x-api-key': API_KEY };
  const sent = httpRequest({ hostname, port, path, method: 'DELETE', headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await json(response) };
}

const SOME = 300;

/** Groups that take a while to delete. */
async function sendSome({ send }: ErrorTracker): Promise<void> {
  const extra = { text: 'x'.repeat(50_000) };
  const all = Array.from({ length: SOME }, (_, index) => index);
  for (let from = 0; from < SOME; from += 50) {
    await Promise.all(all.slice(from, from + 50).map((index) => send({ fingerprint: `old ${index}`, extra })));
  }
}

describe('DELETE /api/projects/{project}', () => {
  it('deletes all groups of the project with what hangs on them, whatever their state, and no others', async (t) => {
    const tracker = await startErrorTracker(t);
    const { send, call } = tracker;
    await send({ project: 'other' });
    const before = countRows(tracker);
    for (const [fingerprint, action] of Object.entries({ a: 'resolve', b: 'mute', c: 'reopen' })) {
      for (const environment of ['prod', 'test']) await send({ project: 'shop', fingerprint, environment });
      await call('POST', `/api/errors/bulk`, { ids: [2, 3, 4], action });
    }

    const answer = await call('DELETE', '/api/projects/shop');

    assert.deepEqual([answer.status, answer.body], [200, { deleted: 3 }]);
    assert.deepEqual(countRows(tracker), before);
    assert.deepEqual((await call('GET', '/api/projects')).body, { projects: ['other'] });
  });

  it('answers 404 for a project that is not known, or not any more', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send();
    await call('DELETE', '/api/projects/shop');

    for (const name of ['shop', 'Shop', 'sho', '%25', '%00', 'x'.repeat(5000)]) {
      const answer = await call('DELETE', `/api/projects/${name}`);
      assert.deepEqual([answer.status, answer.body], [404, { detail: 'Project not found' }], name);
    }
  });

  for (const name of ['a/b', '/', '.', '..', '../..', '%', '100%25', 'a b', '?', '#', 'ü 💥', "'; --", '\u0000', '*']) {
    it(`finds a project by any name: ${JSON.stringify(name)}`, async (t) => {
      const { send, call, url } = await startErrorTracker(t);
      await send({ project: name });
      await send({ project: 'other' });

      const path = `/api/projects/${encodeURIComponent(name).replaceAll('.', '%2E')}`;

      assert.deepEqual(await deleteAsIs(url, path), { status: 200, body: { deleted: 1 } });
      assert.deepEqual((await call('GET', '/api/projects')).body, { projects: ['other'] });
    });
  }

  it('finds a name whose slashes a proxy has decoded', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send({ project: 'team/web shop/eu' });

    const answer = await call('DELETE', '/api/projects/team/web%20shop/eu');

    assert.deepEqual(answer.body, { deleted: 1 });
  });

  it('lets reports in while it works, those of the same project too', async (t) => {
    const tracker = await startErrorTracker(t);
    const { send, call } = tracker;
    await sendSome(tracker);
    const state = { isDone: false };
    const deleting = call('DELETE', '/api/projects/shop').finally(() => {
      state.isDone = true;
    });

    let taken = 0;
    while (!state.isDone) {
      const { status } = await send({ fingerprint: `new ${taken}` });
      assert.equal(status, 201);
      taken += 1;
    }
    const { body } = await deleting;
    const left = (await call('GET', '/api/errors')).body.total;

    assert.ok(body.deleted >= SOME, `${body.deleted} deleted`);
    assert.ok(taken > 2, `${taken} reports taken meanwhile`);
    assert.equal(body.deleted + left, SOME + taken);
  });

  it('ends early when the service stops, says so, and finishes when it is asked again', async (t) => {
    const folder = temporaryFolder(t);
    const first = await startErrorTracker(t, { folder });
    await sendSome(first);
    const deleting = deleteAsIs(first.url, '/api/projects/shop');
    // The first batch is gone: it is in the middle of it.
    while (countRows(first)['groups'] === SOME) await first.call('GET', '/health');

    await first.stop();
    const { status, body } = await deleting;
    const second = await startErrorTracker(t, { folder });
    const left = countRows(second)['groups'] ?? 0;
    const again = await second.call('DELETE', '/api/projects/shop');

    assert.equal(status, 503);
    assert.match(body.detail, /stopping/);
    assert.ok(left > 0 && left < SOME, `${left} left`);
    assert.deepEqual(again.body, { deleted: left });
  });

  it('leaves nothing of the project in the files, and gives the space back', async (t) => {
    const { send, call, db } = await startErrorTracker(t);
    const others = async (round: string) => {
      for (let group = 0; group < 50; group += 1) await send({ project: 'other', fingerprint: `${round} ${group}` });
    };
    await others('before');
    // Small and large ones, and as many of each that older occurrences are dropped, too.
    for (let index = 0; index < 400; index += 1) {
      const text = `hunter2 ${'x'.repeat(index % 10 === 0 ? 20_000 : index % 200)}`;
      await send({
        project: 'hunter2',
        fingerprint: `${index % 30}`,
        message: text,
        traceback: text,
        user_id: 'hunter2',
        request_url: '/hunter2',
        extra: { text },
      });
    }
    await others('after');
    db.pragma('wal_checkpoint(TRUNCATE)');
    const filled = statSync(db.name).size;

    await call('DELETE', '/api/projects/hunter2');
    const files = [db.name, `${db.name}-wal`].map((file) => readFileSync(file, 'latin1'));

    assert.ok(statSync(db.name).size < filled / 2, `${statSync(db.name).size} of ${filled}`);
    assert.ok(!files.some((text) => text.includes('hunter2')));
    assert.equal((await call('GET', '/api/errors?project=other&resolved=all')).body.total, 100);
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
  });
});
