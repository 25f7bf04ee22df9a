import type { Database } from '@monlight/shared/sqlite';
import { select, type Condition } from './filter.ts';
import type { Segment } from './segments.ts';

/** An entry as it is read: with its container's name. */
export interface EntryRow {
  id: number;
  /** ms UTC. */
  time: number;
  container: string;
  stream: number;
  level: number;
  message: string;
}

type StoredRow = [id: number, time: number, container: number, stream: number, level: number, message: string];

export interface RowsOptions {
  order: 'newest' | 'oldest';
  /** How many matches are passed over before the first that is taken. */
  offset: number;
  limit: number;
  /** Characters of messages after which no further row is taken. */
  maxLength: number;
}

/** The rows of segments (given in the same order) that fulfil a condition; `isFull` when it ended at `maxLength`. */
export function readRows(
  db: Database,
  segments: readonly Segment[],
  condition: Condition,
  { order, offset, limit, maxLength }: RowsOptions,
): { rows: EntryRow[]; isFull: boolean } {
  const names = containerNames(db);
  const rows: EntryRow[] = [];
  let length = 0;
  for (const segment of segments) {
    const { from, id, parameters } = select(segment, condition, { needsRow: true });
    const sql = `SELECT e.id, e.time, e.container, e.stream, e.level, e.message ${from}
      ORDER BY ${id} ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`;
    const found = db.prepare<unknown[], StoredRow>(sql).raw();
    const skip = rows.length === 0 ? offset : 0;
    for (const [rowId, time, container, stream, level, message] of found.iterate(
      ...parameters,
      limit - rows.length,
      skip,
    )) {
      rows.push({ id: rowId, time, container: names.get(container) ?? '', stream, level, message });
      length += message.length;
      if (length >= maxLength) return { rows, isFull: rows.length < limit };
    }
    if (rows.length >= limit) break;
  }
  return { rows, isFull: false };
}

/** Containers' names by id. */
export function containerNames(db: Database): Map<number, string> {
  return new Map(db.prepare<[], [number, string]>('SELECT id, name FROM containers').raw().all());
}
