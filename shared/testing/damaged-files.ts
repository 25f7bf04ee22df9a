import { closeSync, copyFileSync, openSync, renameSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** Something that happens to a database's files while a service has them open. */
export interface FileFault {
  what: string;
  /** Does it. */
  harm: (database: string) => void;
  /** What `/health` says of it. */
  says: RegExp;
}

/** What others do to a database's files. A page that is overwritten is another matter: it shows when it is read. */
export const fileFaults: readonly FileFault[] = [
  {
    what: 'is deleted',
    harm: (database) => rmSync(database),
    says: /\.db was deleted while it was open/,
  },
  {
    what: 'is replaced by an older copy',
    harm: (database) => {
      copyFileSync(database, `${database}.copy`);
      renameSync(`${database}.copy`, database);
    },
    says: /\.db was replaced while it was open/,
  },
  {
    what: 'loses its log',
    harm: (database) => rmSync(`${database}-wal`),
    says: /\.db-wal was deleted while it was open/,
  },
  {
    what: 'has its log cut short',
    harm: (database) => truncateSync(`${database}-wal`, Math.floor(statSync(`${database}-wal`).size / 2)),
    says: /\.db-wal was cut short while it was open/,
  },
];

const PAGE = 4096;

/** Overwrites everything in the main file but the schema, without which no service starts. */
export function overwritePages(database: string): void {
  const db = new Sqlite(database, { readonly: true });
  const schema = db.prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").pluck().all();
  db.close();
  const file = openSync(database, 'r+');
  for (let page = 1; page <= statSync(database).size / PAGE; page += 1) {
    if (!schema.includes(page)) writeSync(file, Buffer.alloc(PAGE, 0x55), 0, PAGE, (page - 1) * PAGE);
  }
  closeSync(file);
}
