import type { Database } from '@monlight/shared/sqlite';
import { toCondition } from './filter.ts';
import { readRows, type EntryRow } from './rows.ts';
import { segmentsOf, type View } from './segments.ts';

const ANY = { containers: null, levels: null, search: null, since: null, until: null };
/** Characters of messages on either side. */
const MAX_LENGTH = 256 * 1024;

/** One entry; null when there is none of that id. */
export function readEntry(db: Database, view: View, id: number): EntryRow | null {
  const condition = toCondition(db, ANY);
  if (!condition) return null;
  const segments = segmentsOf(db, view, { from: id, to: id });
  return readRows(db, segments, condition, { order: 'oldest', offset: 0, limit: 1, maxLength: 1 }).rows[0] ?? null;
}

export interface Context {
  /** Oldest first, like `after`. */
  before: EntryRow[];
  entry: EntryRow;
  after: EntryRow[];
}

/** An entry with those around it from the same container; null when there is no such entry. */
export function readContext(
  db: Database,
  view: View,
  { id, before, after }: { id: number; before: number; after: number },
): Context | null {
  const entry = readEntry(db, view, id);
  const condition = entry && toCondition(db, { ...ANY, containers: [entry.container] });
  if (!condition) return null;
  const earlier = segmentsOf(db, view, { to: id - 1 }).toReversed();
  const later = segmentsOf(db, view, { from: id + 1 });
  const options = { offset: 0, maxLength: MAX_LENGTH };
  return {
    before: readRows(db, earlier, condition, { ...options, order: 'newest', limit: before }).rows.toReversed(),
    entry,
    after: readRows(db, later, condition, { ...options, order: 'oldest', limit: after }).rows,
  };
}
