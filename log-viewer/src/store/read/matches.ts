import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createMessageReader } from '../messages.ts';
import { entriesTable } from '../partition.ts';
import { select, type Condition } from './filter.ts';
import type { Segment } from './segments.ts';

/**
 * Ids of the entries of a segment that fulfil a condition, in order of ids; for conditions on which the index does not
 * have the last word, and whose messages must be read.
 */
export function* matchesOf(
  db: Database,
  segment: Segment,
  condition: Condition,
  order: 'newest' | 'oldest' = 'oldest',
): Generator<number> {
  const { from, id, parameters } = select(segment, condition, { needsRow: false });
  const direction = order === 'newest' ? 'DESC' : 'ASC';
  const candidates = statement<unknown[], number>(db, `SELECT ${id} ${from} ORDER BY ${id} ${direction}`)
    .pluck()
    .iterate(...parameters);
  const { matches } = condition;
  const messageOf = messagesOf(db, segment);
  for (const candidate of candidates) if (!matches || matches(messageOf(candidate))) yield candidate;
}

function messagesOf(db: Database, { partition }: Segment): (id: number) => string {
  if (partition.isPacked) return createMessageReader(db);
  const read = statement<[number], string>(db, `SELECT message FROM ${entriesTable(partition)} WHERE id = ?`).pluck();
  return (id) => read.get(id) ?? '';
}
