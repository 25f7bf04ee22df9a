import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '@monlight/shared/testing/random';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import Sqlite from 'better-sqlite3';

const PROGRAM = new URL('migrating.ts', import.meta.url).pathname;

describe('a migration that is killed', () => {
  it('is there as a whole or not at all, and done by the next start', async (t) => {
    const random = createRandom(t);
    const folder = temporaryFolder(t);
    const old = join(folder, 'old.db');
    const path = join(folder, 'notes.db');
    await migrate(old, 1);
    const took = await timed(async () => {
      copyFileSync(old, path);
      await migrate(path, 2);
    });
    const found: Record<string, number> = {};

    for (let round = 0; round < sized({ cut: 5, whole: 50 }); round += 1) {
      for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      copyFileSync(old, path);
      await migrate(path, 2, random.between(0, took));
      const version = read(path);
      found[version] = (found[version] ?? 0) + 1;
      await migrate(path, 2);
      assert.equal(read(path), '2');
    }

    t.diagnostic(`versions after the kill: ${JSON.stringify(found)}`);
  });
});

/** Runs the program; kills it so many ms after it began to open the database, or lets it end. */
async function migrate(path: string, versions: number, killAfterMs?: number): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, path, String(versions)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  if (killAfterMs === undefined) return assert.deepEqual(await ended, [0, null]);
  await once(child.stdout, 'data');
  await delay(killAfterMs);
  child.kill('SIGKILL');
  await ended;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return Math.ceil(performance.now() - before);
}

/** The version of a whole database, of which all belongs to that version. */
function read(path: string): string {
  const db = new Sqlite(path, { readonly: true });
  try {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    const version = db.prepare<[], string>("SELECT value FROM _meta WHERE key = 'schema_version'").pluck().get() ?? '';
    const table = version === '1' ? 'notes' : 'longer';
    assert.deepEqual(
      db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_meta'").pluck().all(),
      [table],
    );
    assert.equal(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), 50_000);
    return version;
  } finally {
    db.close();
  }
}
