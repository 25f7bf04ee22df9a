import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openDatabase, closeDatabase, type Database } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createMetricsReader } from '../../src/query/reader.ts';
import type { Source } from '../../src/store/read/source.ts';
import type { Steps } from '@monlight/shared/steps';

const STEPS = 20;
const migration = { name: '001-things', sql: 'CREATE TABLE things (id INTEGER PRIMARY KEY) STRICT' };

function openBoth(t: TestContext) {
  const path = join(temporaryFolder(t), 'things.db');
  const db = openDatabase({ path, applicationId: 1, migrations: [migration] });
  const rollup = { gather: async () => {}, settle: async () => {}, recent: () => new Map() };
  const reader = createMetricsReader({ path, rollup, now: Date.now });
  t.after(async () => {
    await reader.close();
    closeDatabase(db);
  });
  return { db, reader, add: () => db.exec('INSERT INTO things DEFAULT VALUES') };
}

const countIn = (db: Database) => db.prepare<[], number>('SELECT count(*) FROM things').pluck().get() ?? 0;

/** Longer than a turn. */
function work(): void {
  const until = performance.now() + 4;
  while (performance.now() < until);
}

/** Counts at each of many steps, of which each takes a turn's time. */
function* countOverAndOver({ db }: Source): Steps<number[]> {
  const counts: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    counts.push(countIn(db));
    work();
    yield;
  }
  return counts;
}

describe('the reader', () => {
  it('lets others have their turn during a question, which sees one moment’s state all the same', async (t) => {
    const { reader, add } = openBoth(t);
    add();
    let isAnswered = false;
    let turns = 0;
    const others = setInterval(() => {
      if (isAnswered) return;
      add();
      turns += 1;
    }, 1);

    const counts = await reader.ask(countOverAndOver);
    isAnswered = true;
    clearInterval(others);

    assert.ok(turns > 5, `${turns} turns`);
    assert.deepEqual(counts, Array(STEPS).fill(counts[0]));
    assert.equal(await reader.ask(countOnce), turns + 1);
  });

  it('lets others have their turn between questions that wait for each other', async (t) => {
    const { reader } = openBoth(t);
    let turns = 0;
    const others = setInterval(() => (turns += 1), 1);

    await Promise.all(Array.from({ length: STEPS }, () => reader.ask(workOnce)));
    clearInterval(others);

    assert.ok(turns > 5, `${turns} turns`);
  });

  it('answers what is asked at the same time one after the other, and goes on after a failure', async (t) => {
    const { reader, add } = openBoth(t);

    const [first, failed, second] = await Promise.allSettled([
      reader.ask(countOverAndOver),
      reader.ask(fail),
      reader.ask(countOnce),
    ]);
    add();

    assert.equal(first.status, 'fulfilled');
    assert.match(String(failed.status === 'rejected' && failed.reason), /no such table: nobody/);
    assert.deepEqual(second, { status: 'fulfilled', value: 0 });
    assert.equal(await reader.ask(countOnce), 1);
  });
});

function* countOnce({ db }: Source): Steps<number> {
  yield;
  return countIn(db);
}

// A question that is short is one step.
// oxlint-disable-next-line require-yield
function* workOnce(): Steps<void> {
  work();
}

function* fail({ db }: Source): Steps<void> {
  yield;
  db.prepare('SELECT * FROM nobody').all();
}
