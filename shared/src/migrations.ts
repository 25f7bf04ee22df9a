import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from './sqlite.ts';

export interface Migration {
  name: string;
  sql: string;
}

/**
 * Reads `NNN-name.sql` files, ordered by name; the position (from 1) is the schema version.
 *
 * @throws Error when the numbers do not run 001, 002, … without a gap.
 */
export function loadMigrations(folder: URL): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return names.map((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) throw new Error(`${name}: expected migration number ${index + 1}`);
    return { name, sql: readFileSync(new URL(name, folder), 'utf8') };
  });
}

/** Applies what is missing, each migration in a transaction together with its own record. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS _meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID');
  const read = db.prepare<[], string>("SELECT value FROM _meta WHERE key = 'schema_version'").pluck();
  const write = db.prepare<[string]>("INSERT OR REPLACE INTO _meta (key, value) VALUES ('schema_version', ?)");

  const apply = db.transaction((migration: Migration, version: number) => {
    db.exec(migration.sql);
    write.run(String(version));
  });
  for (const [index, migration] of migrations.entries()) {
    if (index >= Number(read.get() ?? 0)) apply.immediate(migration, index + 1);
  }
}
