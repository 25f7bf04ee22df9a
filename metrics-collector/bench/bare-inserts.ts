import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';

const BATCH = 1000;

/**
 * What taking points is measured against: bare better-sqlite3 that puts them into one table as rows of series, time and value.
 *
 * @returns points a second
 */
export function insertBare(path: string, count: number): number {
  const db = openDatabase({ path, applicationId: 1, migrations: [] });
  db.exec('CREATE TABLE points (series INTEGER NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL) STRICT');
  const add = db.prepare<[number, number, number]>('INSERT INTO points (series, time, value) VALUES (?, ?, ?)');
  const insert = db.transaction((begin: number) => {
    for (let at = begin; at < begin + BATCH; at += 1) add.run(at % 100, 1_700_000_000_000 + at, (at % 1000) / 1000);
  });
  const startedAt = performance.now();
  for (let begin = 0; begin < count; begin += BATCH) insert(begin);
  const seconds = (performance.now() - startedAt) / 1000;
  closeDatabase(db);
  return count / seconds;
}
