import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Database } from '@monlight/shared/sqlite';
import fc from 'fast-check';
import { indexedText } from '../../src/store/partition.ts';
import { openStore } from './open.ts';

const clean = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '',
      '"quoted" \\n C:\\temp\\u0041',
      '\u001b[31mred\u001b[0m\t\b\f\r\n',
      '\uE000c1 \uE000l4 mark',
      'grüße 🎉',
    ),
  )
  .map((text) => text.toWellFormed().replaceAll('\0', ' '));

/** Every word of a full-text index, with the entry and the place that it stands at. */
function wordsOf(db: Database, table: string): unknown[] {
  db.exec(`CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, ${table}, instance)`);
  const words = db.prepare('SELECT term, doc, offset FROM temp.words ORDER BY doc, offset').raw().all();
  db.exec('DROP TABLE temp.words');
  return words;
}

/** The same for these texts, put into an index one by one. */
function expectedWords(db: Database, texts: readonly string[]): unknown[] {
  db.exec("CREATE VIRTUAL TABLE expected USING fts5(text, content='', columnsize=0, tokenize='unicode61')");
  const insert = db.prepare('INSERT INTO expected (rowid, text) VALUES (?, ?)');
  for (const [at, text] of texts.entries()) insert.run(at + 1, text);
  const words = wordsOf(db, 'expected');
  db.exec('DROP TABLE expected');
  return words;
}

const open = (t: TestContext) => openStore(t, { maxEntries: 10_000 });

describe('the full-text index', () => {
  it('has every word of every entry at its place, whatever stands in them and however many come at once', (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.array(clean, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
        (batches) => {
          const { db, containers, add } = open(t);
          for (const messages of batches) add(messages.map((message, at) => ({ message, level: at % 5 })));
          const texts = batches.flatMap((messages) =>
            messages.map((message, at) => indexedText(message, containers[1] ?? 0, at % 5)),
          );

          assert.deepEqual(wordsOf(db, 'search_1'), expectedWords(db, texts));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('has all of a batch that is larger than what is indexed at once, and every row of it', (t) => {
    const { db, containers, add } = open(t);
    const messages = Array.from({ length: 50 }, (_, n) => `first${n} ${'word '.repeat(4000)} last${n}`);

    add(messages.map((message, at) => ({ message, time: at, stream: at % 2 })));

    const rows = db.prepare('SELECT id, time, container, stream, level FROM entries_1 ORDER BY id').raw().all();
    const container = containers[1] ?? 0;
    assert.deepEqual(
      rows,
      messages.map((_, at) => [at + 1, at, container, at % 2, 1]),
    );
    const texts = messages.map((message) => indexedText(message, container, 1));
    assert.deepEqual(wordsOf(db, 'search_1'), expectedWords(db, texts));
  });
});
