import type { Database } from '@monlight/shared/sqlite';
import { createCountStore } from './counts.ts';
import { createMessageReader, createMessageStore } from './messages.ts';
import {
  createPartition,
  dropTables,
  entriesTable,
  entryColumns,
  hidePartition,
  indexedText,
  indexedTexts,
  listHidden,
  listPartitions,
  searchTable,
  UNSETTLED,
  type Partition,
} from './partition.ts';

/** An entry as it is stored. */
export interface Entry {
  /** Its rank of arrival, from 1. */
  id: number;
  /** ms UTC. */
  time: number;
  container: number;
  stream: number;
  level: number;
  message: string;
}

type StoredEntry = Omit<Entry, 'message'> & { message?: string };

export interface RingLimits {
  /** How many entries are kept. */
  maxEntries: number;
  /** How large the database may grow, in bytes. */
  maxBytes: number;
}

/**
 * Dropping one of 32 leaves little more on disk than is shown; and of a search that is asked again, only the newest one
 * has to be counted.
 */
const PARTITIONS = 32;
const SMALLEST_PARTITION = 1000;
/** Rows of one INSERT: more save nothing, and the statement is held for each partition. */
const ROWS = 16;
const COLUMNS = 5;
/** Partitions whose statements are kept, some 20 KiB each: entries come into the newest one, and those that grow are near its beginning. */
const MAX_PREPARED = 3;
/** The first batch may be the ends of a hundred logs. */
const PART_CHARACTERS = 256 * 1024;
/** Free pages that are given back to the file system in one step. */
const VACUUM_PAGES = 256;

/** Entries: appended, amended while their text still grows, and dropped oldest first. Called inside a transaction. */
export function createEntryStore(db: Database, { maxEntries, maxBytes }: RingLimits) {
  const counts = createCountStore(db);
  const messages = createMessageStore(db);
  const partitionSize = Math.max(SMALLEST_PARTITION, Math.ceil(maxEntries / PARTITIONS));
  const partitionBytes = maxBytes / PARTITIONS;
  const readBytes = db.prepare<[number], number>('SELECT bytes FROM partitions WHERE first_id = ?').pluck();
  const outdate = db.prepare<[number]>('UPDATE partitions SET version = version + 1 WHERE first_id = ?');
  const saveBytes = db.prepare<[number, number]>('UPDATE partitions SET bytes = ? WHERE first_id = ?');

  let partitions = listPartitions(db);
  let hidden = listHidden(db);
  const statements = new Map<number, Statements>();
  let lastId = readLastId();
  /** Characters stored since the size of the database was looked at. */
  let unchecked = 0;
  /**
   * Filled again and again: an array for each row is a quarter of what a batch leaves to be collected. Begun with fractions, it holds
   * plain doubles from the start, which times need.
   */
  const rows = Array.from({ length: ROWS * COLUMNS }, () => 0.5);
  let openBytes = readBytes.get(newest()?.firstId ?? 0) ?? 0;

  function newest(): Partition | undefined {
    return partitions.at(-1);
  }

  function readLastId(): number {
    const partition = newest();
    if (!partition) return 0;
    const last = db
      .prepare<[], number | null>(`SELECT max(id) FROM ${entriesTable(partition)}`)
      .pluck()
      .get();
    return last ?? partition.firstId - 1;
  }

  function statementsOf(partition: Partition): Statements {
    const { firstId } = partition;
    const found = statements.get(firstId) ?? prepareStatements(db, partition);
    // In the order of their last use.
    statements.delete(firstId);
    statements.set(firstId, found);
    const [oldest] = statements.keys();
    if (statements.size > MAX_PREPARED && oldest !== undefined) statements.delete(oldest);
    return found;
  }

  /** The partition that the next entry goes into. */
  function openPartition(): Partition {
    const current = newest();
    const hasRoom = current && lastId - current.firstId + 1 < partitionSize && openBytes < partitionBytes;
    if (hasRoom && current.isPacked) return current;
    createPartition(db, lastId + 1);
    partitions = listPartitions(db);
    openBytes = 0;
    return newest() as Partition;
  }

  /** The last entry that is no longer shown. */
  function floor(): number {
    return Math.max(lastId - maxEntries, (partitions[0]?.firstId ?? 1) - 1);
  }

  function passed(): number[] {
    const oldest = partitions[0];
    if (!oldest || partitions.length === 1) return [];
    if (unchecked > partitionBytes / 4) {
      if (usedBytes(db) > maxBytes) return [oldest.firstId];
      unchecked = 0;
    }
    return partitions.filter((partition) => partition.lastId <= lastId - maxEntries).map(({ firstId }) => firstId);
  }

  /** Stores entries of one partition. */
  function insert(partition: Partition, run: readonly Entry[]): void {
    const { insertRow, insertRows, indexAll } = statementsOf(partition);
    let filled = 0;
    for (const { id, time, container, stream, level } of run) {
      rows[filled++] = id;
      rows[filled++] = time;
      rows[filled++] = container;
      rows[filled++] = stream;
      rows[filled++] = level;
      if (filled < rows.length) continue;
      insertRows.run(rows);
      filled = 0;
    }
    for (let at = 0; at < filled; at += COLUMNS) insertRow.run(rows.slice(at, at + COLUMNS));
    // After the rows: FTS5 ends a segment before every statement of more than one row.
    for (const part of inParts(run)) indexAll.run(part[0]?.id ?? 0, indexedTexts(part));
    // Copies: an entry that is still being assembled grows where it is.
    messages.append(run.map(({ id, message }) => ({ id, message })));
    counts.count(partition.firstId, run);
  }

  function messageOf({ id, message }: StoredEntry): string {
    return message ?? createMessageReader(db)(id);
  }

  return {
    /** Stores new entries in the order given; writes their ids into them. */
    append: (entries: readonly Entry[]): void => {
      let run: Entry[] = [];
      let partition = newest();
      for (const entry of entries) {
        const open = openPartition();
        if (open !== partition) {
          if (partition) insert(partition, run);
          run = [];
          partition = open;
        }
        run.push(entry);
        entry.id = lastId += 1;
        openBytes += entry.message.length;
        unchecked += entry.message.length;
      }
      if (!partition) return;
      insert(partition, run);
      saveBytes.run(openBytes, partition.firstId);
    },

    /** Gives a stored entry its longer text; nothing when it is gone by now. */
    amend: (entry: Entry): void => {
      const partition = partitions.findLast(({ firstId }) => firstId <= entry.id);
      if (!partition) return;
      const { read, setLevel, setMessage, unindex, index } = statementsOf(partition);
      const old = read.get(entry.id);
      if (!old) return;
      const { id, message } = entry;
      const oldMessage = messageOf(old);
      // An index without content forgets a row only when told exactly what it was given.
      unindex.run(id, indexedText(oldMessage, entry.container, old.level));
      index.run(id, indexedText(message, entry.container, entry.level));
      if (setMessage) setMessage.run(message, id);
      else messages.replace(id, message);
      if (old.level !== entry.level) {
        setLevel.run(entry.level, id);
        counts.move(partition.firstId, entry, old.level);
      }
      if (partition === newest()) openBytes += message.length - oldMessage.length;
      if (partition !== newest() || id <= lastId - UNSETTLED) outdate.run(partition.firstId);
    },

    /** One stored entry. */
    find: (id: number): Entry | undefined => {
      const partition = partitions.findLast(({ firstId }) => firstId <= id);
      const stored = partition && id > floor() ? statementsOf(partition).read.get(id) : undefined;
      return stored && { ...stored, message: messageOf(stored) };
    },

    /** First ids of the partitions that can go: nothing of them is shown, or the database is too large. */
    passed,
    /** Takes partitions out of sight, the oldest ones; what they hold is left to `clear`. */
    hide: (firstIds: readonly number[]): void => {
      for (const firstId of firstIds) {
        // A statement that was prepared for a table must not outlive it.
        statements.delete(firstId);
        hidePartition(db, firstId);
      }
      partitions = listPartitions(db);
      hidden = [...hidden, ...firstIds];
      counts.forgetBefore(floor() + 1);
    },
    /** Whether there is something to clear. */
    hasHidden: (): boolean => hidden.length > 0,
    /** A step on the way of what was hidden first: some of its messages, and with the last of them its tables. */
    clear: (): { isCut: boolean } => {
      const [firstId, next = partitions[0]?.firstId ?? 0] = hidden;
      if (firstId === undefined) return { isCut: false };
      if (messages.forgetBefore(next)) return { isCut: true };
      dropTables(db, firstId);
      hidden = hidden.slice(1);
      return { isCut: false };
    },

    /** Gives space that is not going to be used again back to the file system, a little at a time. */
    shrink: (): void => {
      const pages = db.pragma('page_count', { simple: true }) as number;
      const free = db.pragma('freelist_count', { simple: true }) as number;
      if (free > pages / 4) db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
    },

    lastId: (): number => lastId,
    floor,
    /** How many entries can be found. */
    size: (): number => lastId - floor(),
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: Database, partition: Partition) {
  const entries = entriesTable(partition);
  const search = searchTable(partition);
  return {
    // By position: binding by name looks each name up again for every entry.
    insertRow: db.prepare<[number[]]>(insertInto(entries, 1)),
    insertRows: db.prepare<[number[]]>(insertInto(entries, ROWS)),
    /** The texts of entries that follow one another, as JSON: one statement is a fifth quicker than one for each. */
    indexAll: db.prepare<[number, string]>(
      `INSERT INTO ${search} (rowid, text) SELECT CAST(? AS INTEGER) + key, value FROM json_each(?)`,
    ),
    index: db.prepare<[number, string]>(`INSERT INTO ${search} (rowid, text) VALUES (?, ?)`),
    unindex: db.prepare<[number, string]>(`INSERT INTO ${search} (${search}, rowid, text) VALUES ('delete', ?, ?)`),
    read: db.prepare<[number], StoredEntry>(`SELECT ${entryColumns(partition)} FROM ${entries} WHERE id = ?`),
    setLevel: db.prepare<[number, number]>(`UPDATE ${entries} SET level = ? WHERE id = ?`),
    /** Where messages are in rows. */
    setMessage: partition.isPacked
      ? null
      : db.prepare<[string, number]>(`UPDATE ${entries} SET message = ? WHERE id = ?`),
  };
}

function insertInto(entries: string, rows: number): string {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?, ?)').join(', ');
  return `INSERT INTO ${entries} (id, time, container, stream, level) VALUES ${values}`;
}

/** Entries whose texts are not too much at once, a few thousand of the usual length. */
function* inParts(entries: readonly Entry[]): Generator<Entry[]> {
  let part: Entry[] = [];
  let characters = 0;
  for (const entry of entries) {
    part.push(entry);
    characters += entry.message.length;
    if (characters < PART_CHARACTERS) continue;
    yield part;
    part = [];
    characters = 0;
  }
  if (part.length > 0) yield part;
}

function usedBytes(db: Database): number {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const free = db.pragma('freelist_count', { simple: true }) as number;
  return (pages - free) * (db.pragma('page_size', { simple: true }) as number);
}
