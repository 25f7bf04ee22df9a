import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';

// A program that opens the database of its first argument with two migrations, of which the second moves many rows.

/** Rows that the second migration copies. */
const ROWS = 50_000;

const [, , path = '', versions = '2'] = process.argv;
const migrations = [
  {
    name: '001-notes.sql',
    sql: `CREATE TABLE notes (text TEXT NOT NULL) STRICT;
      WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO notes SELECT 'note ' || i FROM n;`,
  },
  {
    name: '002-longer.sql',
    sql: `CREATE TABLE longer (text TEXT NOT NULL) STRICT; CREATE INDEX longer_text ON longer (text);
      INSERT INTO longer SELECT text || ', made longer' FROM notes; DROP TABLE notes;`,
  },
];
process.stdout.write('migrating\n');
closeDatabase(openDatabase({ path, applicationId: 1, migrations: migrations.slice(0, Number(versions)) }));
