import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase, type Database } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

/** A new database with the metrics collector's tables, closed when the test ends. */
export function openTables(t: TestContext): Database {
  const db = openDatabase({
    path: join(temporaryFolder(t), 'metrics.db'),
    applicationId: 1,
    migrations: loadMigrations(new URL('../../src/store/migrations/', import.meta.url)),
  });
  t.after(() => closeDatabase(db));
  return db;
}
