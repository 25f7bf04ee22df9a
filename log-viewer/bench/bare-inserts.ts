import { join } from 'node:path';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { createPartition, indexedText, searchTable } from '../src/store/partition.ts';
import { message } from './messages.ts';

const BATCH = 1000;
const MIGRATIONS = loadMigrations(new URL('../src/store/migrations/', import.meta.url));

/**
 * What following is measured against: bare better-sqlite3 that puts the same messages into a table and into the same
 * full-text index.
 *
 * @returns entries a second
 */
export function insertBare(folder: string, from: number, count: number): number {
  const db = openDatabase({ path: join(folder, `bare-${from}.db`), applicationId: 1, migrations: MIGRATIONS });
  const messages = Array.from({ length: count }, (_, index) => message(from + index).text);
  const startedAt = performance.now();
  createPartition(db, 1);
  db.exec(
    'CREATE TABLE bare (id INTEGER PRIMARY KEY, time INTEGER, container INTEGER, stream INTEGER, level INTEGER, message TEXT)',
  );
  const entries = db.prepare(
    'INSERT INTO bare (id, time, container, stream, level, message) VALUES (?, ?, 1, 0, 1, ?)',
  );
  const search = db.prepare(`INSERT INTO ${searchTable({ firstId: 1 })} (rowid, text) VALUES (?, ?)`);
  const insert = db.transaction((begin: number, end: number) => {
    for (let index = begin; index < end; index += 1) {
      const text = messages[index] ?? '';
      entries.run(index + 1, index, text);
      search.run(index + 1, indexedText(text, 1, 1));
    }
  });
  for (let begin = 0; begin < count; begin += BATCH) insert(begin, Math.min(begin + BATCH, count));
  const seconds = (performance.now() - startedAt) / 1000;
  closeDatabase(db);
  return count / seconds;
}
