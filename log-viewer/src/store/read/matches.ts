import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createMessageReader } from '../messages.ts';
import { entriesTable } from '../partition.ts';
import { select, type Condition } from './filter.ts';
import type { Segment } from './segments.ts';

export type Order = 'newest' | 'oldest';

/** So many candidates are taken at a time: one by one, they would cost more than their messages do. */
const CHUNK = 2000;
/** Where nothing is read but ids: all of a partition's may be more than the thread's heap. */
const ID_CHUNK = 20_000;

/**
 * Ids of the entries of a segment that fulfil a condition, in order of ids; for conditions on which the index does not
 * have the last word, and whose messages must be read.
 */
export function* matchesOf(
  db: Database,
  segment: Segment,
  condition: Condition,
  order: Order = 'oldest',
): Generator<number> {
  const { matches } = condition;
  const messageOf = messagesOf(db, segment);
  for (const candidates of candidatesOf(db, segment, condition, order)) {
    for (const id of candidates) if (!matches || matches(messageOf(id))) yield id;
  }
}

/** Ids of the entries of a segment that fulfil a condition as far as the index can tell, many at a time. */
export function* candidatesOf(
  db: Database,
  segment: Segment,
  condition: Condition,
  order: Order = 'oldest',
): Generator<number[]> {
  const chunk = condition.matches ? CHUNK : ID_CHUNK;
  let { from, to } = segment;
  while (from <= to) {
    const chosen = select({ ...segment, from, to }, condition, { needsRow: false });
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const candidates = statement<unknown[], number>(
      db,
      `SELECT ${chosen.id} ${chosen.from} ORDER BY ${chosen.id} ${direction} LIMIT ${chunk}`,
    )
      .pluck()
      .all(...chosen.parameters);
    yield candidates;
    const last = candidates[chunk - 1];
    if (last === undefined) return;
    if (order === 'newest') to = last - 1;
    else from = last + 1;
  }
}

function messagesOf(db: Database, { partition }: Segment): (id: number) => string {
  if (partition.isPacked) return createMessageReader(db);
  const read = statement<[number], string>(db, `SELECT message FROM ${entriesTable(partition)} WHERE id = ?`).pluck();
  return (id) => read.get(id) ?? '';
}
