import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startLogViewer } from '../start.ts';

const TEXTS = [
  'INFO user-login from 10.0.0.1',
  'INFO user login from 10.0.0.12',
  'WARNING GET /api/x?y=1 foo:bar',
  'ERROR connection timeout, will retry',
  'ERROR connection timeout, giving up',
  'DEBUG a phrase here; café 🔥',
  'CRITICAL errors everywhere',
];

async function fill(t: TestContext) {
  const viewer = await startLogViewer(t);
  const web = viewer.docker.create({ name: 'web', startedAt: Date.UTC(2026, 0, 23, 15, 30) });
  const db = viewer.docker.create({ name: 'db', startedAt: Date.UTC(2026, 0, 23, 16, 30) });
  for (const text of TEXTS) web.print('stdout', text);
  await viewer.stored(TEXTS.length);
  db.print('stderr', 'could not bind');
  await viewer.stored(TEXTS.length + 1);
  return viewer;
}

describe('GET /api/logs', () => {
  it('lists entries newest first, page by page, by offset and by id', async (t) => {
    const { call } = await fill(t);

    const first = await call('GET', '/api/logs?limit=3');
    const second = await call('GET', '/api/logs?limit=3&offset=3');
    const before = await call('GET', '/api/logs?limit=3&before=6');

    assert.equal(first.status, 200);
    assert.deepEqual([first.body.total, first.body.limit, first.body.offset], [8, 3, 0]);
    assert.deepEqual(
      first.body.logs.map((entry: { id: number }) => entry.id),
      [8, 7, 6],
    );
    assert.deepEqual(second.body.logs, before.body.logs);
    assert.equal(before.body.total, 8);
  });

  it('filters by container, level, stream of levels and time', async (t) => {
    const { entries } = await fill(t);
    const messages = async (query: Record<string, string>) => (await entries(query)).map(({ message }) => message);

    assert.deepEqual(await messages({ container: 'db' }), ['could not bind']);
    assert.equal((await messages({ container: 'db,web' })).length, 8);
    assert.deepEqual(await messages({ container: 'unknown' }), []);
    assert.deepEqual(await messages({ level: 'warn' }), [TEXTS[2]]);
    assert.deepEqual(await messages({ level: 'Fatal,debug' }), [TEXTS[5], TEXTS[6]]);
    assert.deepEqual(await messages({ level: '>=error', container: 'web' }), [TEXTS[3], TEXTS[4], TEXTS[6]]);
    assert.deepEqual(await messages({ since: '2026-01-23T16:00:00Z' }), ['could not bind']);
    assert.equal((await messages({ until: '2026-01-23T17:00:00+01:00' })).length, 7);
  });

  it('takes until as inclusive', async (t) => {
    const { entries } = await fill(t);
    const [entry] = await entries({ search: 'phrase' });
    assert.ok(entry);

    const found = await entries({ since: entry.timestamp, until: entry.timestamp });

    assert.ok(found.some(({ id }) => id === entry.id));
  });

  const searches: [search: string, found: (string | undefined)[]][] = [
    ['user-login', [TEXTS[0]]],
    ['10.0.0.1', [TEXTS[0]]],
    ['/api/x?y=1', [TEXTS[2]]],
    ['foo:bar', [TEXTS[2]]],
    ['"a phrase"', [TEXTS[5]]],
    ['err*', [TEXTS[3], TEXTS[4], TEXTS[6]]],
    ['timeout NOT retry', [TEXTS[4]]],
    ['(retry OR giving) timeout', [TEXTS[3], TEXTS[4]]],
    ['"unbalanced', []],
    ['*', [...TEXTS, 'could not bind']],
    ['NOT', ['could not bind']],
    ['🔥', [TEXTS[5]]],
    ['CAFE', [TEXTS[5]]],
    ['->', []],
  ];
  for (const [search, found] of searches) {
    it(`finds what a person expects of ${search}`, async (t) => {
      const { entries } = await fill(t);

      const byName = await entries({ search });
      const byAlias = await entries({ q: search });

      assert.deepEqual(
        byName.map(({ message }) => message),
        found,
      );
      assert.deepEqual(byAlias, byName);
    });
  }

  const refused: [query: string, parameter: string][] = [
    [`search=${'x'.repeat(10_000)}`, 'search'],
    [`q=${'a '.repeat(400)}`, 'q'],
    ['level=loud', 'level'],
    ['level=%3E%3D', 'level'],
    ['level=%3E%3DERROR,INFO', 'level'],
    ['since=yesterday', 'since'],
    ['until=2026-13-01', 'until'],
    ['limit=0', 'limit'],
    ['limit=ten', 'limit'],
    ['offset=-1', 'offset'],
    ['before=0', 'before'],
    ['before=1.5', 'before'],
    [`container=${'x'.repeat(5000)}`, 'container'],
  ];
  for (const [query, parameter] of refused) {
    it(`refuses ${query.slice(0, 30)} and names the parameter`, async (t) => {
      const { call } = await startLogViewer(t);

      const answers = await Promise.all(
        ['/api/logs', '/api/logs/export', '/api/logs/histogram'].map((path) => call('GET', `${path}?${query}`)),
      );

      const knows = ['limit', 'offset', 'before'].includes(parameter) ? answers.slice(0, 1) : answers;
      for (const answer of knows) {
        assert.equal(answer.status, 400);
        assert.match(answer.body.detail, new RegExp(`^Query parameter '${parameter}' must `));
      }
    });
  }

  it('clamps the limit, and answers a page beyond the end', async (t) => {
    const { call } = await fill(t);

    const clamped = await call('GET', '/api/logs?limit=100000');
    const beyond = await call('GET', '/api/logs?offset=1000000000');

    assert.equal(clamped.body.limit, 500);
    assert.deepEqual([beyond.status, beyond.body.logs, beyond.body.total], [200, [], 8]);
  });

  it('gives long messages whole', async (t) => {
    const { docker, entries, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    for (let n = 0; n < 12; n += 1) web.print('stdout', `INFO ${n} ${'x'.repeat(200_000)}`);
    await stored(12);

    const listed = await entries();

    assert.deepEqual(
      listed.map(({ message }) => message.length),
      listed.map((_, n) => `INFO ${n} `.length + 200_000),
    );
  });
});

describe('GET /api/logs/:id and its context', () => {
  it('answers 404 for what is not there', async (t) => {
    const { call } = await fill(t);

    for (const path of ['/api/logs/9', '/api/logs/0', '/api/logs/abc', '/api/logs/9/context']) {
      const { status, body } = await call('GET', path);

      assert.deepEqual([status, body], [404, { detail: 'Log entry not found' }]);
    }
  });

  it('shows what the same container said before and after', async (t) => {
    const { call } = await fill(t);

    const { status, body } = await call('GET', '/api/logs/3/context?before=1&after=2');

    assert.equal(status, 200);
    assert.deepEqual(
      [...body.before, body.entry, ...body.after].map(({ message }: { message: string }) => message),
      TEXTS.slice(1, 5),
    );
    assert.equal((await call('GET', '/api/logs/3')).body.message, TEXTS[2]);
  });
});

describe('GET /api/logs/export', () => {
  it('is everything that fulfils the filters as JSON lines, oldest first', async (t) => {
    const { call, docker, stored, entries } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    for (let n = 0; n < 1300; n += 1) web.print('stdout', `INFO ${n} ${n % 2 === 0 ? 'even' : 'odd'}`);
    await stored(1300);

    const { headers, body } = await call('GET', '/api/logs/export?search=even');

    const lines = (body as string).trimEnd().split('\n');
    assert.match(headers.get('content-type') ?? '', /^application\/x-ndjson/);
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="logs-.*\.ndjson"$/);
    assert.equal(lines.length, 650);
    assert.deepEqual(JSON.parse(lines[649] ?? ''), (await entries({ search: 'even' })).at(-1));
    assert.equal(JSON.parse(lines[0] ?? '').message, 'INFO 0 even');
  });

  it('is readable text on request', async (t) => {
    const { call } = await fill(t);

    const { body } = await call('GET', '/api/logs/export?format=text&container=db');

    assert.match(body as string, /^2026-01-23T16:30:\d\d\.\d{3}Z db ERROR could not bind\n$/);
    assert.equal((await call('GET', '/api/logs/export?format=pdf')).status, 400);
  });
});

describe('what is stored', () => {
  it('is summed up by level and container', async (t) => {
    const { call } = await fill(t);

    const stats = await call('GET', '/api/stats');
    const containers = await call('GET', '/api/containers');

    assert.deepEqual(stats.body.by_level, { DEBUG: 1, INFO: 2, WARNING: 1, ERROR: 3, CRITICAL: 1 });
    assert.deepEqual(stats.body.by_container, { db: 1, web: 7 });
    assert.equal(stats.body.total_logs, 8);
    assert.match(stats.body.oldest_log, /^2026-01-23T15:30/);
    assert.match(stats.body.newest_log, /^2026-01-23T16:30/);
    assert.deepEqual(
      containers.body.containers.map(({ name, log_count, following }: Record<string, unknown>) => [
        name,
        log_count,
        following,
      ]),
      [
        ['db', 1, true],
        ['web', 7, true],
      ],
    );
  });

  it('is counted by level over time', async (t) => {
    const { call } = await fill(t);

    const { body } = await call(
      'GET',
      '/api/logs/histogram?container=web&since=2026-01-23T15:00:00Z&until=2026-01-23T16:00:00Z',
    );

    const full = body.buckets.filter(({ total }: { total: number }) => total > 0);
    assert.equal(body.interval_ms, 60_000);
    assert.equal(body.buckets.length, 61);
    assert.deepEqual(full, [
      {
        bucket: '2026-01-23T15:30:00.000Z',
        total: 7,
        by_level: { DEBUG: 1, INFO: 2, WARNING: 1, ERROR: 2, CRITICAL: 1 },
      },
    ]);
  });

  it('is nothing at first', async (t) => {
    const { call } = await startLogViewer(t);

    const stats = await call('GET', '/api/stats');
    const histogram = await call('GET', '/api/logs/histogram');
    const containers = await call('GET', '/api/containers');

    assert.equal(stats.body.total_logs, 0);
    assert.deepEqual([stats.body.oldest_log, stats.body.newest_log, stats.body.by_container], [null, null, {}]);
    assert.deepEqual(histogram.body, { since: null, until: null, interval_ms: null, buckets: [] });
    assert.deepEqual(containers.body, { containers: [] });
  });
});
