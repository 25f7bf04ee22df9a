import { closeSync, copyFileSync, openSync, renameSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';

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

/** Overwrites everything behind the first page of the main file. */
export function overwritePages(database: string): void {
  const { size } = statSync(database);
  const file = openSync(database, 'r+');
  writeSync(file, Buffer.alloc(size - PAGE, 0x55), 0, size - PAGE, PAGE);
  closeSync(file);
}

const PAGE = 4096;
