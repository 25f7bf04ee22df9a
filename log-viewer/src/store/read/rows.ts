import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createMessageReader } from '../messages.ts';
import { entriesTable, entryColumns } from '../partition.ts';
import { select, type Condition } from './filter.ts';
import { matchesOf, type Order } from './matches.ts';
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

type StoredRow = Omit<EntryRow, 'container' | 'message'> & { container: number; message?: string };

export interface RowsOptions {
  order: Order;
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
  const messageOf = createMessageReader(db);
  let length = 0;
  for (const segment of segments) {
    const read = statement<[number], StoredRow>(
      db,
      `SELECT ${entryColumns(segment.partition)} FROM ${entriesTable(segment.partition)} WHERE id = ?`,
    );
    const page = { order, limit: limit - rows.length, offset: rows.length === 0 ? offset : 0 };
    for (const id of findIds(db, segment, condition, page)) {
      const row = read.get(id) as StoredRow;
      const message = row.message ?? messageOf(id);
      rows.push({ ...row, container: names.get(row.container) ?? '', message });
      length += message.length;
      if (length >= maxLength) return { rows, isFull: rows.length < limit };
    }
    if (rows.length >= limit) break;
  }
  return { rows, isFull: false };
}

/** Ids first: what is passed over then costs a step in the index and not a row. */
function findIds(
  db: Database,
  segment: Segment,
  condition: Condition,
  { order, limit, offset }: Pick<RowsOptions, 'order' | 'limit' | 'offset'>,
): number[] {
  const { ids, count } = segment.found ?? {};
  if (ids && (ids.length === count || (order === 'newest' && offset + limit <= ids.length))) {
    const inOrder = order === 'newest' ? ids.toReversed() : ids;
    return inOrder.slice(offset, offset + limit);
  }
  if (condition.matches) return [...matchesOf(db, segment, condition, order).drop(offset).take(limit)];
  const { from, id, parameters } = select(segment, condition, { needsRow: false });
  const direction = order === 'newest' ? 'DESC' : 'ASC';
  return statement<unknown[], number>(db, `SELECT ${id} ${from} ORDER BY ${id} ${direction} LIMIT ? OFFSET ?`)
    .pluck()
    .all(...parameters, limit, offset);
}

/** Containers' names by id. */
export function containerNames(db: Database): Map<number, string> {
  return new Map(statement<[], [number, string]>(db, 'SELECT id, name FROM containers').raw().all());
}
