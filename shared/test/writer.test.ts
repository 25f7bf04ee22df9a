import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createWriter } from '@monlight/shared/writer';
import Sqlite from 'better-sqlite3';

function start(t: TestContext) {
  const sql = 'CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT';
  const path = join(temporaryFolder(t), 'notes.db');
  const db = openDatabase({ path, applicationId: 1, migrations: [{ name: '001-notes.sql', sql }] });
  t.after(() => closeDatabase(db));
  const insert = db.prepare<[string]>('INSERT INTO notes VALUES (?)');
  const other = new Sqlite(path, { readonly: true });
  t.after(() => other.close());
  // What another connection sees is what was committed.
  const committed = () => other.prepare<[], string>('SELECT text FROM notes ORDER BY text').pluck().all();
  return { db, path, writer: createWriter(db), committed, add: (text: string) => insert.run(text).changes };
}

describe('createWriter', () => {
  it('answers after the commit', async (t) => {
    const { writer, add, committed } = start(t);

    const changes = await writer.write(() => add('a'));

    assert.equal(changes, 1);
    assert.deepEqual(committed(), ['a']);
  });

  it('commits what arrives together in one transaction', async (t) => {
    const { db, writer, add } = start(t);
    const inOne = new Set<boolean>();

    await Promise.all(['a', 'b', 'c'].map((text) => writer.write(() => inOne.add(db.inTransaction) && add(text))));

    assert.deepEqual([...inOne], [true]);
  });

  it('rejects the change that fails and commits its neighbours', async (t) => {
    const { writer, add, committed } = start(t);

    const results = await Promise.allSettled(['a', 'b', 'a', 'c'].map((text) => writer.write(() => add(text))));

    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(committed(), ['a', 'b', 'c']);
  });

  it('commits everything at a flush, more than one batch too', async (t) => {
    const { writer, add, committed } = start(t);
    const all = Promise.all(Array.from({ length: 600 }, (_, index) => writer.write(() => add(String(index)))));

    writer.flush();

    assert.equal(committed().length, 600);
    await all;
  });

  it('rejects all of a batch that cannot be committed', async (t) => {
    const { db, writer, add, committed } = start(t);
    db.pragma('query_only = ON');

    const results = await Promise.allSettled(['a', 'b'].map((text) => writer.write(() => add(text))));

    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.deepEqual(committed(), []);
  });
});
