import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startErrorTracker } from '../start.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const hoursAgo = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();

/** Six groups, ids 1 to 6, the last sent seen last. */
async function seeded(t: TestContext) {
  const tracker = await startErrorTracker(t, { now: () => NOW });
  const groups = [
    { exception_type: 'ValueError', message: 'cart is empty', timestamp: hoursAgo(50), count: 5 },
    { exception_type: 'KeyError', message: "'price'", timestamp: hoursAgo(40), environment: 'staging' },
    { exception_type: 'TypeError', message: '100% of x_y\\z', timestamp: hoursAgo(30), project: 'blog' },
    { exception_type: 'OSError', message: 'disk full', timestamp: hoursAgo(20) },
    { exception_type: 'ValueError', message: 'Checkout failed', project: 'blog', timestamp: hoursAgo(10), count: 9 },
    { exception_type: 'HTTPError', message: 'timeout', timestamp: hoursAgo(1) },
  ];
  for (const [index, group] of groups.entries()) await tracker.send({ fingerprint: `group ${index}`, ...group });
  const ids = async (query: string): Promise<number[]> => {
    const { status, body } = await tracker.call('GET', `/api/errors${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.errors.map(({ id }: { id: number }) => id);
  };
  return { ...tracker, ids };
}

describe('GET /api/errors', () => {
  it('begins long messages, which are whole on the error’s own page', async (t) => {
    const { call, send } = await startErrorTracker(t);
    const message = 'm'.repeat(5000);
    await send({ message });

    const { body: list } = await call('GET', '/api/errors');
    const { body: group } = await call('GET', '/api/errors/1');

    assert.equal(list.errors[0].message, message.slice(0, 1000));
    assert.equal(group.message, message);
  });

  it('lists open groups, newest first, each with the fields that clients know', async (t) => {
    const { call, send } = await seeded(t);
    await send({ fingerprint: 'group 5', exception_type: 'HTTPError', timestamp: hoursAgo(3), count: 2 });

    const { body } = await call('GET', '/api/errors?limit=1');

    const { fingerprint, ...first } = body.errors[0];
    assert.match(fingerprint, /^[0-9a-f]{32}$/);
    assert.deepEqual(first, {
      id: 6,
      project: 'shop',
      environment: 'prod',
      environments: ['prod'],
      exception_type: 'HTTPError',
      message: 'timeout',
      request_url: null,
      count: 3,
      first_seen: hoursAgo(3),
      last_seen: hoursAgo(1),
      resolved: false,
      reopened_at: null,
      muted: false,
      trend: [...new Array(20).fill(0), 2, 0, 1, 0],
    });
    assert.deepEqual([body.total, body.limit, body.offset], [6, 1, 0]);
  });

  it('is empty without fuss', async (t) => {
    const { call } = await startErrorTracker(t);

    const { body } = await call('GET', '/api/errors');

    assert.deepEqual(body, { errors: [], total: 0, limit: 50, offset: 0 });
  });

  const filters: [query: string, ids: number[]][] = [
    ['', [6, 5, 4, 3, 2, 1]],
    ['?project=blog', [5, 3]],
    ['?project=nobody', []],
    ['?environment=staging', [2]],
    ['?search=valueerror', [5, 1]],
    ['?search=ValueError%20cart', [1]],
    ['?search=100%25', [3]],
    ['?search=x_y', [3]],
    ['?search=%5Cz', [3]],
    ['?search=%25', [3]],
    ['?search=%20%20', [6, 5, 4, 3, 2, 1]],
    [`?since=${hoursAgo(20)}`, [6, 5, 4]],
    [`?until=${hoursAgo(40)}`, [2, 1]],
    [`?since=${hoursAgo(30)}&until=${hoursAgo(20)}`, [4, 3]],
    ['?sort=count', [5, 1, 6, 4, 3, 2]],
    ['?sort=first_seen&limit=2', [6, 5]],
    ['?limit=2&offset=2', [4, 3]],
    ['?limit=2&offset=99', []],
    ['?limit=9999&unknown=1', [6, 5, 4, 3, 2, 1]],
  ];
  for (const [query, expected] of filters) {
    it(`answers ${query || 'no filter'} with ${JSON.stringify(expected)}`, async (t) => {
      const { ids } = await seeded(t);

      assert.deepEqual(await ids(query), expected);
    });
  }

  it('finds what was seen in a span, also what went on after it, and not what was only seen before and after', async (t) => {
    const { send, ids } = await seeded(t);
    await send({ fingerprint: 'group 0', exception_type: 'ValueError', timestamp: hoursAgo(5) });
    await send({ fingerprint: 'group 3', exception_type: 'OSError', timestamp: hoursAgo(2) });

    assert.deepEqual(await ids(`?since=${hoursAgo(21)}&until=${hoursAgo(19)}`), [4]);
    assert.deepEqual(await ids(`?since=${hoursAgo(51)}&until=${hoursAgo(39)}`), [1, 2]);
    assert.deepEqual(await ids(`?since=${hoursAgo(19)}&until=${hoursAgo(11)}`), []);
  });

  it('counts as seen whatever lies around a span of which the hours are forgotten', async (t) => {
    const clock = { now: NOW };
    const { send, call } = await startErrorTracker(t, { now: () => clock.now });
    await send({ timestamp: hoursAgo(0) });
    clock.now += 40 * 24 * 3_600_000;
    await send({ timestamp: new Date(clock.now).toISOString() });

    const { body } = await call('GET', `/api/errors?since=${hoursAgo(-2)}&until=${hoursAgo(-3)}`);

    assert.equal(body.total, 1);
  });

  it('tells open, resolved and muted groups apart', async (t) => {
    const { call, ids } = await seeded(t);
    await call('POST', '/api/errors/2/resolve');
    await call('POST', '/api/errors/4/mute');

    assert.deepEqual(await ids('?resolved=true'), [2]);
    assert.deepEqual(await ids('?resolved=false'), [6, 5, 4, 3, 1]);
    assert.deepEqual(await ids('?resolved=all'), [6, 5, 4, 3, 2, 1]);
    assert.deepEqual(await ids('?muted=true'), [4]);
    assert.deepEqual(await ids('?muted=false'), [6, 5, 3, 1]);
  });

  it('finds a group by every environment that it was seen in', async (t) => {
    const { send, ids } = await seeded(t);

    await send({ fingerprint: 'group 3', exception_type: 'OSError', environment: 'staging', timestamp: hoursAgo(19) });

    assert.deepEqual(await ids('?environment=staging'), [4, 2]);
    assert.deepEqual(await ids('?environment=prod'), [6, 5, 4, 3, 1]);
  });

  it('puts the higher id first where times are equal', async (t) => {
    const { send, call } = await startErrorTracker(t, { now: () => NOW });
    for (const fingerprint of ['a', 'b', 'c']) await send({ fingerprint });

    const { body } = await call('GET', '/api/errors');

    assert.deepEqual(
      body.errors.map(({ id }: { id: number }) => id),
      [3, 2, 1],
    );
  });

  const bad: [query: string, detail: string][] = [
    ['resolved=maybe', "Query parameter 'resolved' must be true, false or all"],
    ['muted=1', "Query parameter 'muted' must be true or false"],
    ['sort=name', "Query parameter 'sort' must be last_seen, first_seen, count"],
    ['limit=0', "Query parameter 'limit' must be a whole number of at least 1"],
    ['limit=ten', "Query parameter 'limit' must be a whole number of at least 1"],
    ['offset=-1', "Query parameter 'offset' must be a whole number from 0 to 9007199254740991"],
    ['since=yesterday', "Query parameter 'since' must be an ISO 8601 time such as 2026-01-23T15:30:00Z"],
    [`search=${'x'.repeat(201)}`, "Query parameter 'search' must be a string of at most 200 characters"],
  ];
  for (const [query, detail] of bad) {
    it(`refuses ${query.slice(0, 30)}`, async (t) => {
      const { call } = await startErrorTracker(t);

      const answer = await call('GET', `/api/errors?${query}`);

      assert.deepEqual([answer.status, answer.body], [400, { detail }]);
    });
  }
});

describe('GET /api/projects and /api/environments', () => {
  it('list every name once, ascending', async (t) => {
    const { call } = await seeded(t);

    assert.deepEqual((await call('GET', '/api/projects')).body, { projects: ['blog', 'shop'] });
    assert.deepEqual((await call('GET', '/api/environments')).body, { environments: ['prod', 'staging'] });
  });
});
