import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';

/**
 * A run of entries, in tables of its own: what the ring buffer has passed goes by dropping tables, which costs a
 * few milliseconds where deleting the rows and their index terms takes seconds.
 */
export interface Partition {
  firstId: number;
  /** Id of the last entry that can be in it; Infinity for the newest. */
  lastId: number;
  /** Changes whenever entries change that `UNSETTLED` others have followed, or that are not in the newest partition. */
  version: number;
  /** Whether its messages are apart from its rows: not so where an older version of Monlight has made it. */
  isPacked: boolean;
}

/** So many of the newest entries may change without a new version: most that are amended are among them. */
export const UNSETTLED = 1000;

/** The tables' names; the number comes from the database itself, never from a request. */
export const entriesTable = (partition: { firstId: number }): string => `entries_${partition.firstId}`;
export const searchTable = (partition: { firstId: number }): string => `search_${partition.firstId}`;

/** The columns of an entry's row; with its message where that is there. */
export const entryColumns = ({ isPacked }: { isPacked: boolean }): string =>
  `id, time, container, stream, level${isPacked ? '' : ', message'}`;

/** All partitions, oldest first. */
export function listPartitions(db: Database): Partition[] {
  const rows = statement<[], { firstId: number; version: number; isPacked: number }>(
    db,
    'SELECT first_id AS firstId, version, is_packed AS isPacked FROM partitions ORDER BY first_id',
  ).all();
  return rows.map(({ firstId, version, isPacked }, index) => ({
    firstId,
    lastId: (rows[index + 1]?.firstId ?? Infinity) - 1,
    version,
    isPacked: isPacked === 1,
  }));
}

/** Makes the tables of a partition that begins with `firstId`. */
export function createPartition(db: Database, firstId: number): void {
  const entries = entriesTable({ firstId });
  const search = searchTable({ firstId });
  db.exec(`
    CREATE TABLE ${entries} (
      id INTEGER PRIMARY KEY,
      time INTEGER NOT NULL,
      container INTEGER NOT NULL,
      stream INTEGER NOT NULL,
      level INTEGER NOT NULL
    ) STRICT;
    CREATE VIRTUAL TABLE ${search} USING fts5(text, content='', columnsize=0, tokenize='unicode61');
    INSERT INTO ${search} (${search}, rank) VALUES ('automerge', 8);
    INSERT INTO partitions (first_id, bytes, version, is_packed) VALUES (${firstId}, 0, 0, 1);
  `);
}

/** Takes a partition out of sight; its tables are left. */
export function hidePartition(db: Database, firstId: number): void {
  db.exec(`
    DELETE FROM partitions WHERE first_id = ${firstId};
    DELETE FROM partition_counts WHERE partition = ${firstId};
  `);
}

/** First ids of partitions that are out of sight and still have their tables, oldest first. */
export function listHidden(db: Database): number[] {
  return db
    .prepare<[], number>(
      `SELECT CAST(substr(name, length('entries_') + 1) AS INTEGER) AS first_id FROM sqlite_schema
       WHERE type = 'table' AND name GLOB 'entries_[0-9]*' AND first_id NOT IN (SELECT first_id FROM partitions)
       ORDER BY first_id`,
    )
    .pluck()
    .all();
}

/** Drops the tables of a partition that is out of sight. */
export function dropTables(db: Database, firstId: number): void {
  db.exec(`
    DROP TABLE ${entriesTable({ firstId })};
    DROP TABLE ${searchTable({ firstId })};
  `);
}

/**
 * What the full-text index holds of an entry: its text and, as terms that no text contains, its container and level.
 * A filter on those is then an index term like any word. (A private-use character counts as a letter in FTS5.)
 */
export function indexedText(message: string, container: number, level: number): string {
  return `${withoutMark(message)} ${containerTerm(container)} ${levelTerm(level)}`;
}

/** The same of several entries, as a JSON array. */
export function indexedTexts(entries: readonly { message: string; container: number; level: number }[]): string {
  // Escaped, the mark leaves a text of Latin letters in one byte each, which SQLite gets in half the time.
  const texts = entries.map(
    ({ message, container, level }) =>
      `${JSON.stringify(withoutMark(message)).slice(0, -1)} \\ue000c${container} \\ue000l${level}"`,
  );
  return `[${texts.join(',')}]`;
}

const withoutMark = (message: string): string =>
  message.includes('\uE000') ? message.replaceAll('\uE000', '\uFFFD') : message;

export const containerTerm = (container: number): string => `\uE000c${container}`;
export const levelTerm = (level: number): string => `\uE000l${level}`;
