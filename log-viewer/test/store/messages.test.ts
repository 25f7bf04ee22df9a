import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { compileSearch } from '../../src/search/compile.ts';
import { parseSearch } from '../../src/search/parse.ts';
import { ALL, openStore } from './open.ts';

const MAX_ENTRIES = 10_000;
const EVERYTHING = { filter: ALL, after: 0, upTo: MAX_ENTRIES, limit: MAX_ENTRIES };

const open = (t: TestContext) => openStore(t, { maxEntries: MAX_ENTRIES });

/** Messages of all kinds: short, long, alike, and such that nothing makes smaller. */
const message = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom('GET /api/items/42 200', '', 'Traceback\n  at line 1', 'x'.repeat(40_000)),
  fc.string({ unit: 'binary', maxLength: 2000 }),
);
const clean = message.map((text) => text.toWellFormed().replaceAll('\0', ' '));

function find(text: string) {
  const search = parseSearch(text);
  return { ...ALL, search: search && compileSearch(search) };
}

describe('packed messages', () => {
  it('come back as they were, in batches of any size and after a restart', (t) => {
    fc.assert(
      fc.property(fc.array(fc.array(clean, { minLength: 1, maxLength: 60 }), { maxLength: 6 }), (batches) => {
        const { db, reads, store, reopen, containers } = open(t);
        let current = store;
        for (const messages of batches) {
          const fresh = messages.map((text) => ({
            id: 0,
            time: 1,
            container: containers[0] ?? 0,
            stream: 0,
            level: 1,
            message: text,
          }));
          current.commit({ fresh, amended: [], cursors: [] });
          current = reopen();
        }

        const messages = batches.flat();
        const found = messages.map((_, index) => current.find(index + 1)?.message);
        const read = messages.map((_, index) => reads.entry(index + 1)?.message);

        assert.deepEqual(found, messages);
        assert.deepEqual(read, messages);
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  it('take two thirds of their room, however few come at a time, and their rows with them', (t) => {
    const { db, add } = open(t);
    const text = (n: number) => `2026-01-23 15:30:${n % 60} INFO shop.views GET /api/items/${n * 7} took ${n % 997}ms`;
    for (let from = 0; from < 5000; from += 10)
      add(Array.from({ length: 10 }, (_, n) => ({ message: text(from + n) })));

    const bytes = db
      .prepare<[], number>("SELECT sum(pgsize) FROM dbstat WHERE name = 'packs' OR name GLOB 'entries_[0-9]*'")
      .pluck()
      .get() as number;

    const length = Array.from({ length: 5000 }, (_, n) => text(n)).join('').length;
    const unpacked = db.prepare('SELECT count(*) FROM unpacked').pluck().get() as number;
    assert.ok(bytes < 0.7 * length, `${bytes} of ${length}`);
    assert.ok(unpacked < 256, `${unpacked} are not packed`);
  });

  it('are found by text that the index does not know, and counted', (t) => {
    const { reads, add } = open(t);
    add(
      Array.from({ length: 3000 }, (_, n) => ({ message: `user-${n % 10} ${n % 500 === 0 ? '错误 here' : 'fine'}` })),
    );

    const literal = reads.page({ filter: find('user-3'), limit: 3, offset: 2, before: null });
    const unindexed = reads.page({ filter: find('错误'), limit: 10, offset: 0, before: null });
    const histogram = reads.histogram(find('user-3'));

    assert.equal(literal.total, 300);
    assert.deepEqual(
      literal.rows.map(({ id }) => id),
      [2974, 2964, 2954],
    );
    assert.equal(literal.rows[0]?.message, 'user-3 fine');
    assert.deepEqual(
      unindexed.rows.map(({ id }) => id),
      [2501, 2001, 1501, 1001, 501, 1],
    );
    assert.equal(
      histogram?.buckets.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0),
      300,
    );
  });

  it('can still grow', (t) => {
    const { store, reads, add } = open(t);
    const entries = add(Array.from({ length: 500 }, (_, n) => ({ message: `first ${n}` })));
    const packed = entries[7] ?? assert.fail();
    const last = entries[499] ?? assert.fail();
    const amended = [packed, last].map((entry) => ({ ...entry, message: `${entry.message}\nsecond` }));
    store.commit({ fresh: [], amended, cursors: [] });
    add(Array.from({ length: 500 }, () => ({ message: 'later' })));

    const found = reads.page({ filter: find('second'), limit: 10, offset: 0, before: null });
    assert.deepEqual(
      found.rows.map((row) => row.message),
      ['first 499\nsecond', 'first 7\nsecond'],
    );
    assert.equal(reads.entry(8)?.message, 'first 7\nsecond');
    assert.equal(reads.entry(9)?.message, 'first 8');
  });

  it('go with their partition', (t) => {
    const { db, add, store, reads } = openStore(t, { maxEntries: 1000 });

    for (let n = 0; n < 50; n += 1) add(Array.from({ length: 100 }, (_, index) => ({ message: `${n} ${index}` })));

    const oldest = db.prepare('SELECT min(last_id) FROM packs').pluck().get() as number;
    assert.ok(oldest > store.lastId() - 2000);
    assert.equal(reads.entry(4001)?.message, '40 0');
  });

  it('stand beside messages of a partition that an older version has made', (t) => {
    const { db, add, reads, reopen } = open(t);
    add([{ message: 'not old-fashioned' }]);
    // As 001 had it.
    db.exec(`
      DELETE FROM packs;
      DELETE FROM unpacked;
      UPDATE partitions SET is_packed = 0;
      ALTER TABLE entries_1 RENAME TO new_entries_1;
      CREATE TABLE entries_1 (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, container INTEGER NOT NULL,
        stream INTEGER NOT NULL, level INTEGER NOT NULL, message TEXT NOT NULL) STRICT;
      INSERT INTO entries_1 SELECT *, 'not old-fashioned' FROM new_entries_1;
      DROP TABLE new_entries_1;
    `);

    const store = reopen();
    const fresh = Array.from({ length: 300 }, (_, n) => ({
      id: 0,
      time: 1,
      container: 2,
      stream: 0,
      level: 1,
      message: `new-fashioned ${n}`,
    }));
    store.commit({ fresh, amended: [], cursors: [] });

    const { rows } = reads.slice({ ...EVERYTHING, filter: find('old-fashioned OR new-fashioned') });
    assert.equal(rows.length, 301);
    assert.deepEqual(
      [rows[0]?.message, rows[1]?.message, rows[300]?.message],
      ['not old-fashioned', 'new-fashioned 0', 'new-fashioned 299'],
    );
    assert.equal(reads.entry(1)?.message, 'not old-fashioned');
    assert.equal(store.find(1)?.message, 'not old-fashioned');
  });

  it('are told to be damaged when they are', (t) => {
    const { db, add, reads } = open(t);
    add(Array.from({ length: 500 }, (_, n) => ({ message: `first ${n}` })));

    db.exec("UPDATE packs SET messages = x'ff00ff'");

    assert.throws(() => reads.entry(1), { code: 'SQLITE_CORRUPT_PACK' });
  });
});
