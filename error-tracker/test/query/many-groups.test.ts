import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startErrorTracker } from '../start.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const GROUPS = 12_000;

/** Groups of three projects and two environments, a third of them resolved, a third seen last at one and the same time, every tenth deleted. */
async function startWithMany(t: TestContext, groups = GROUPS) {
  const tracker = await startErrorTracker(t, { now: () => NOW });
  tracker.db.exec(`
    INSERT INTO groups
      (fingerprint, project, exception_type, environment, count, first_seen, last_seen, resolved_at, message, traceback)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${groups})
    SELECT printf('%032x', i), 'p' || i % 3, 'ValueError', 'prod', (i * 7919) % 1000, ${NOW} - (i * 104729) % 5000000,
      CASE WHEN i % 3 = 1 THEN ${NOW} ELSE ${NOW} - (i * 7907) % 4000000 END,
      CASE WHEN (i / 5) % 3 = 0 THEN ${NOW} END, 'word' || i % 37 || ' of ' || i, hex(zeroblob(i % 1500))
    FROM n;
    INSERT INTO group_environments SELECT CASE WHEN id % 4 = 0 THEN 'staging' ELSE 'prod' END, id FROM groups;
    DELETE FROM groups WHERE id % 10 = 0 OR id BETWEEN 3000 AND 6000;
  `);
  const page = async (query: string) => {
    const { status, body } = await tracker.call('GET', `/api/errors?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return { ids: body.errors.map(({ id }: { id: number }) => id), total: body.total as number };
  };
  return { ...tracker, page };
}

const FILTERS: [query: string, where: string][] = [
  ['', 'resolved_at IS NULL'],
  ['resolved=all', 'TRUE'],
  ['resolved=true', 'resolved_at IS NOT NULL'],
  ['project=p2', "resolved_at IS NULL AND project = 'p2'"],
  ['environment=staging&resolved=all', 'id % 4 = 0'],
  ['search=word3%20of', "resolved_at IS NULL AND message LIKE '%word3%' AND message LIKE '%of%'"],
  ['search=nothing', 'FALSE'],
];

describe('GET /api/errors with many groups', () => {
  it('finds the same pages in steps as one statement does', async (t) => {
    const { page, db } = await startWithMany(t);
    for (const [query, where] of FILTERS) {
      const total = db.prepare<[], number>(`SELECT count(*) FROM groups WHERE ${where}`).pluck().get() ?? 0;
      for (const sort of ['last_seen', 'first_seen', 'count']) {
        const all = db.prepare<[], number>(`SELECT id FROM groups WHERE ${where} ORDER BY ${sort} DESC, id DESC`);
        const ids = all.pluck().all();
        for (const offset of [0, 150, 4990, total - 1, total + 5]) {
          const found = await page(`${query}&sort=${sort}&limit=20&offset=${Math.max(offset, 0)}`);

          assert.deepEqual(
            found,
            { ids: ids.slice(Math.max(offset, 0)).slice(0, 20), total },
            `${query} ${sort} ${offset}`,
          );
        }
      }
    }
  });

  it('takes reports while it looks at them', async (t) => {
    const { page, send } = await startWithMany(t, 60_000);
    const ended: string[] = [];

    await Promise.all([
      page('search=nothing').then(() => ended.push('search')),
      send().then(({ status }) => ended.push(`report: ${status}`)),
    ]);

    assert.deepEqual(ended, ['report: 201', 'search']);
  });

  it('lists the open ones before searches that came earlier have ended', async (t) => {
    const { page } = await startWithMany(t, 60_000);
    const ended: string[] = [];
    const ask = async (name: string, query: string) => page(query).then(() => ended.push(name));

    await Promise.all([ask('search', 'search=nothing'), ask('search', 'search=more'), ask('list', 'limit=200')]);

    assert.deepEqual(ended, ['list', 'search', 'search']);
  });

  it('does not search for those who are gone', async (t) => {
    const { page, url, apiKey, call } = await startWithMany(t, 60_000);
    const healthChecksBeside = async (search: Promise<unknown>) => {
      const over = new AbortController();
      const end = search.finally(() => over.abort());
      let checks = 0;
      for (; !over.signal.aborted; checks += 1) await call('GET', '/health');
      await end;
      return checks;
    };
    const alone = await healthChecksBeside(page('search=nothing'));

    const gone = Array.from({ length: 20 }, async () => {
      await fetch(`${url}/api/errors?search=nothing`, {
        headers: { 'x-api-key': apiKey },
        signal: AbortSignal.timeout(50),
      });
    });
    await Promise.allSettled(gone);
    const behind = await healthChecksBeside(page('search=nothing'));

    assert.ok(behind < 5 * alone, `${behind} checks of health instead of ${alone}`);
  });
});
