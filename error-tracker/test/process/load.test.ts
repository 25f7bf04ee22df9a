import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { freePort, spawnService, type ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import Sqlite from 'better-sqlite3';
import { API_KEY, MAIN, report } from '../start.ts';

const CONNECTIONS = 16;
const GROUPS = 200;
const headers = { 'x-api-key': API_KEY };

async function start(t: TestContext, folder: string): Promise<ServiceProcess> {
  const env = { API_KEY, RATE_LIMIT: '0', DATABASE_PATH: join(folder, 'errors.db'), PORT: String(await freePort()) };
  const service = spawnService(t, MAIN, env);
  await service.healthy();
  return service;
}

/** Posts reports from 16 connections until `next` has no more or the service is gone; gives back which were answered 2xx. */
async function post(service: ServiceProcess, next: () => number | undefined): Promise<number[]> {
  const answered: number[] = [];
  async function connection(): Promise<void> {
    for (let n = next(); n !== undefined; n = next()) {
      const body = JSON.stringify(report({ fingerprint: `group ${n % GROUPS}`, user_id: n }));
      const response = await fetch(`${service.url}/api/errors`, { method: 'POST', headers, body });
      const text = await response.text();
      assert.ok(response.ok, `${response.status} ${text}`);
      answered.push(n);
    }
  }
  const results = await Promise.allSettled(Array.from({ length: CONNECTIONS }, connection));
  for (const result of results) {
    // That a killed service cuts its connections is expected, anything else is not.
    if (result.status === 'rejected' && !service.child.killed) throw result.reason;
    if (result.status === 'rejected' && result.reason instanceof assert.AssertionError) throw result.reason;
  }
  return answered;
}

/** Counts from `from` on, `count` times. */
function counter(from: number, count = Number.POSITIVE_INFINITY): () => number | undefined {
  let n = from;
  return () => (n < from + count ? n++ : undefined);
}

interface StoredGroup {
  id: number;
  count: number;
  users: string;
}

function readGroups(folder: string): StoredGroup[] {
  const db = new Sqlite(join(folder, 'errors.db'), { readonly: true });
  try {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    return db
      .prepare<[], StoredGroup>(
        `SELECT id, count, (SELECT json_group_array(user_id) FROM occurrences WHERE group_id = groups.id) AS users FROM groups`,
      )
      .all();
  } finally {
    db.close();
  }
}

describe('under load', () => {
  it('counts 10 000 reports of 200 groups exactly and keeps the newest of each', async (t) => {
    const folder = temporaryFolder(t);
    const service = await start(t, folder);

    const answered = await post(service, counter(0, 10_000));
    await service.kill('SIGTERM');

    assert.equal(answered.length, 10_000);
    const groups = readGroups(folder);
    assert.equal(groups.length, GROUPS);
    for (const { count, users } of groups) {
      assert.equal(count, 50);
      assert.ok((JSON.parse(users) as string[]).length >= 5);
    }
    assert.doesNotMatch(service.output().stdout, /locked|"ERROR"/);
  });

  it('tells everyone who sends 10 MB that it is too much, instead of hanging up on them', async (t) => {
    const service = await start(t, temporaryFolder(t));
    const body = Buffer.alloc(10_000_000, ' ');

    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: CONNECTIONS }, () =>
          fetch(`${service.url}/api/errors`, { method: 'POST', headers, body }),
        ),
      );
      for (const answer of answers) {
        assert.equal(answer.status, 413);
        assert.deepEqual(await answer.json(), { detail: 'Request body exceeds maximum size' });
      }
    }
  });
});
