import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { StartError } from '@monlight/shared/start-error';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import Sqlite from 'better-sqlite3';

const FIRST = { name: '001-first.sql', sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' };
const SECOND = { name: '002-second.sql', sql: "INSERT INTO notes VALUES ('from the second migration')" };
const APPLICATION_ID = 0x7e577e57;

function open(path: string, options: { migrations?: (typeof FIRST)[]; applicationId?: number } = {}) {
  return openDatabase({ path, applicationId: APPLICATION_ID, migrations: [FIRST], ...options });
}

function made(t: TestContext): string {
  const path = join(temporaryFolder(t), 'deep', 'notes.db');
  closeDatabase(open(path));
  return path;
}

function refused(path: string, options = {}): string {
  try {
    open(path, options);
  } catch (error) {
    assert.ok(error instanceof StartError, String(error));
    assert.equal(error.problems.length, 1);
    return error.problems[0] ?? '';
  }
  assert.fail('expected a StartError');
}

describe('openDatabase', () => {
  it('creates the folder and a file that only its owner can read', (t) => {
    const path = join(temporaryFolder(t), 'deep', 'notes.db');

    const db = open(path);
    db.exec("INSERT INTO notes VALUES ('a')");

    const modes = readdirSync(join(path, '..')).map((name) => statSync(join(path, '..', name)).mode & 0o777);
    assert.deepEqual(new Set(modes), new Set([0o600]));
    closeDatabase(db);
    assert.deepEqual(readdirSync(join(path, '..')), ['notes.db']);
  });

  it('sets the pragmas that every service relies on', (t) => {
    const db = open(join(temporaryFolder(t), 'notes.db'));
    t.after(() => closeDatabase(db));

    const pragma = (name: string) => db.pragma(name, { simple: true });

    assert.equal(pragma('journal_mode'), 'wal');
    assert.equal(pragma('synchronous'), 1);
    assert.equal(pragma('busy_timeout'), 5000);
    assert.equal(pragma('foreign_keys'), 1);
    assert.equal(pragma('auto_vacuum'), 2);
  });

  it('applies what an older database lacks, once', (t) => {
    const path = made(t);
    closeDatabase(open(path, { migrations: [FIRST, SECOND] }));

    const db = open(path, { migrations: [FIRST, SECOND] });

    t.after(() => closeDatabase(db));
    assert.deepEqual(db.prepare('SELECT text FROM notes').pluck().all(), ['from the second migration']);
    assert.equal(db.prepare("SELECT value FROM _meta WHERE key = 'schema_version'").pluck().get(), '2');
  });

  it('leaves nothing of a migration that fails', (t) => {
    const path = made(t);
    const broken = { name: '002-broken.sql', sql: "INSERT INTO notes VALUES ('half'); INSERT INTO nowhere VALUES (1)" };

    assert.match(refused(path, { migrations: [FIRST, broken] }), /no such table: nowhere/);

    const db = open(path);
    t.after(() => closeDatabase(db));
    assert.equal(db.prepare('SELECT count(*) FROM notes').pluck().get(), 0);
  });

  const unfit: [what: string, spoil: (path: string) => object | void, expected: RegExp][] = [
    ['a text file', (path) => writeFileSync(path, 'Dear diary\n'.repeat(20)), /is not an SQLite database/],
    ['another application’s database', () => ({ applicationId: 1 }), /is not a database of this service/],
    ['a newer schema', () => ({ migrations: [] }), /schema version 1, written by a newer Monlight than this one \(0\)/],
    ['a file cut short', (path) => truncateSync(path, statSync(path).size - 4096), /is corrupt: it was cut short/],
    [
      'a damaged file',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0x55, 100, 4096);
        writeFileSync(path, bytes);
      },
      /is corrupt/,
    ],
  ];
  for (const [what, spoil, expected] of unfit) {
    it(`refuses ${what} and leaves it untouched`, (t) => {
      const path = made(t);
      const options = spoil(path) ?? {};
      const before = readFileSync(path);

      const problem = refused(path, options);

      assert.match(problem, expected);
      assert.match(problem, /^DATABASE_PATH: .*notes\.db /);
      assert.deepEqual(readFileSync(path), before);
      assert.deepEqual(readdirSync(join(path, '..')), ['notes.db']);
    });
  }

  it('takes back what a crash has left half done of a restored file', (t) => {
    const path = made(t);
    const writing = new Sqlite(path);
    t.after(() => writing.close());
    writing.pragma('journal_mode = DELETE');
    // So small that pages go to the file before the commit.
    writing.pragma('cache_size = 1');
    writing.exec(
      'BEGIN; WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO notes SELECT i FROM n',
    );
    const left = join(temporaryFolder(t), 'notes.db');
    for (const suffix of ['', '-journal']) copyFileSync(`${path}${suffix}`, `${left}${suffix}`);

    const db = open(left);

    t.after(() => closeDatabase(db));
    assert.equal(db.prepare('SELECT count(*) FROM notes').pluck().get(), 0);
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
  });

  it('makes no new database beside the log of one that is gone', (t) => {
    const path = made(t);
    const db = open(path);
    t.after(() => db.close());
    db.exec("INSERT INTO notes VALUES ('in the log')");
    const gone = join(temporaryFolder(t), 'notes.db');
    copyFileSync(`${path}-wal`, `${gone}-wal`);

    const problem = refused(gone);

    assert.match(problem, /notes\.db is missing, but its log .*notes\.db-wal is there; the log was left untouched/);
    assert.deepEqual(readdirSync(join(gone, '..')), ['notes.db-wal']);
  });

  it('starts afresh where a crash has left a database without our mark', (t) => {
    const path = join(temporaryFolder(t), 'notes.db');
    writeFileSync(`${path}.new`, 'half');

    closeDatabase(open(path));

    assert.deepEqual(readdirSync(join(path, '..')), ['notes.db']);
  });

  it('takes an empty file as a new database', (t) => {
    const path = join(temporaryFolder(t), 'notes.db');
    writeFileSync(path, '');
    chmodSync(path, 0o644);

    closeDatabase(open(path));

    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('says why a folder cannot be used', (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');

    assert.match(refused(join(file, 'notes.db')), /^DATABASE_PATH: .*notes\.db cannot be used: /);
    assert.match(refused('/proc/monlight/notes.db'), /cannot be used: ENOENT/);
    assert.match(refused(join(file, 'deeper', 'notes.db')), /cannot be used: ENOTDIR/);
  });
});
