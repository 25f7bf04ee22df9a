import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startErrorTracker } from '../start.ts';

describe('actions on a group', () => {
  it('resolve, reopen, mute and unmute, as often as one likes', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send();

    for (const [action, status] of [
      ['resolve', 'resolved'],
      ['reopen', 'reopened'],
      ['mute', 'muted'],
      ['unmute', 'unmuted'],
    ]) {
      for (const _ of [1, 2]) {
        const answer = await call('POST', `/api/errors/1/${action}`);
        assert.deepEqual([answer.status, answer.body], [200, { status, id: 1 }]);
      }
    }
  });

  it('keep the time of the first resolve', async (t) => {
    const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
    const { send, call } = await startErrorTracker(t, { now: () => clock.now });
    await send();
    await call('POST', '/api/errors/1/resolve');
    clock.now += 60_000;
    await call('POST', '/api/errors/1/resolve');

    const { body } = await call('GET', '/api/errors/1');

    assert.deepEqual([body.resolved, body.resolved_at], [true, '2026-11-22T12:00:00.000Z']);
    await call('POST', '/api/errors/1/reopen');
    assert.equal((await call('GET', '/api/errors/1')).body.resolved_at, null);
  });

  it('delete a group with all that hangs on it, and never give its id away again', async (t) => {
    const { send, call, db } = await startErrorTracker(t);
    await send();
    await call('POST', '/api/errors/1/resolve');
    await send();

    const deleted = await call('DELETE', '/api/errors/1');
    const again = await call('DELETE', '/api/errors/1');
    const next = await send();

    assert.deepEqual([deleted.status, deleted.body], [204, '']);
    assert.equal(again.status, 404);
    assert.deepEqual([next.body.status, next.body.id], ['created', 2]);
    for (const table of ['occurrences', 'group_hours', 'group_environments', 'reopenings']) {
      assert.equal(db.prepare(`SELECT count(*) FROM ${table} WHERE group_id = 1`).pluck().get(), 0, table);
    }
  });

  it('answer 404 to what is no id or no group', async (t) => {
    const { call } = await startErrorTracker(t);

    for (const id of ['1', '0', '-1', 'abc', '1.5', '1e3', '99999999999999999999', '%20', 'x'.repeat(5000)]) {
      for (const [method, path] of [
        ['GET', `/api/errors/${id}`],
        ['DELETE', `/api/errors/${id}`],
        ['POST', `/api/errors/${id}/resolve`],
        ['POST', `/api/errors/${id}/mute`],
      ] as const) {
        const answer = await call(method, path);
        assert.deepEqual([answer.status, answer.body], [404, { detail: 'Error not found' }], `${method} ${path}`);
      }
    }
  });
});

describe('POST /api/errors/bulk', () => {
  it('changes what it names and says how many that were', async (t) => {
    const { send, call } = await startErrorTracker(t);
    for (const fingerprint of ['a', 'b', 'c']) await send({ fingerprint });
    const bulk = async (action: string, ids: number[]) =>
      (await call('POST', '/api/errors/bulk', { ids, action })).body;

    assert.deepEqual(await bulk('resolve', [1, 2, 2, 99]), { changed: 2 });
    assert.deepEqual(await bulk('resolve', [1, 3]), { changed: 1 });
    assert.deepEqual(await bulk('reopen', [1]), { changed: 1 });
    assert.deepEqual(await bulk('mute', [1, 2, 3]), { changed: 3 });
    assert.deepEqual(await bulk('unmute', [3]), { changed: 1 });
    assert.deepEqual(await bulk('delete', [1, 2]), { changed: 2 });
    assert.equal((await call('GET', '/api/errors?resolved=all')).body.total, 1);
  });

  const list = "Field 'ids' must be a list of 1 to 200 ids";
  const bad: [body: unknown, detail: string][] = [
    [{ action: 'resolve' }, 'Missing required field: ids'],
    [{ ids: [1] }, 'Missing required field: action'],
    [{ ids: [], action: 'resolve' }, list],
    [{ ids: '1', action: 'resolve' }, list],
    [{ ids: Array.from({ length: 201 }, (_, index) => index + 1), action: 'resolve' }, list],
    [{ ids: [1, 'a'], action: 'resolve' }, "Field 'ids[1]' must be a whole number"],
    [{ ids: [0], action: 'resolve' }, "Field 'ids[0]' must be a positive number"],
    [{ ids: [1], action: 'explode' }, "Field 'action' must be resolve, reopen, mute, unmute, delete"],
  ];
  for (const [body, detail] of bad) {
    it(`refuses ${JSON.stringify(body).slice(0, 40)}`, async (t) => {
      const { call } = await startErrorTracker(t);

      const answer = await call('POST', '/api/errors/bulk', body);

      assert.deepEqual([answer.status, answer.body], [400, { detail }]);
    });
  }
});
