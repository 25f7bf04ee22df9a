import type { Database } from '@monlight/shared/sqlite';
import { find } from './count.ts';
import { toCondition, type Filter } from './filter.ts';
import { readRows, type EntryRow } from './rows.ts';
import { segmentsOf, type Segment, type View } from './segments.ts';

/** Characters of messages that go from thread to thread at once. */
const MAX_LENGTH = 64 * 1024;

export interface PageQuery {
  filter: Filter;
  limit: number;
  offset: number;
  /** Only entries with a smaller id. */
  before: number | null;
}

export interface Page {
  rows: EntryRow[];
  /** Entries that fulfil the filter, `before` aside. */
  total: number;
  /** There are more rows for this page than could be taken at once: ask on with `before`. */
  isFull: boolean;
}

/** A page of entries, newest first. */
export function readPage(db: Database, view: View, { filter, limit, offset, before }: PageQuery): Page {
  const condition = toCondition(db, filter);
  if (!condition) return { rows: [], total: 0, isFull: false };
  const counted = segmentsOf(db, view, condition)
    .toReversed()
    .map((segment) => ({ segment, ...find(db, view, segment, condition) }));
  const total = counted.reduce((sum, each) => sum + each.count, 0);

  // Whole segments are passed over by their counts, so that a far page costs what a near one does.
  let toSkip = offset;
  const segments: Segment[] = [];
  for (const each of counted) {
    const segment = before === null ? each.segment : { ...each.segment, to: Math.min(each.segment.to, before - 1) };
    if (segment.from > segment.to || each.count === 0) continue;
    const isCut = segment.to < each.segment.to;
    const { count, ids } = isCut && toSkip > 0 ? find(db, view, segment, condition) : each;
    if (segments.length === 0 && count <= toSkip) toSkip -= count;
    else segments.push({ ...segment, found: isCut ? null : { count, ids } });
  }
  const rows = readRows(db, segments, condition, { order: 'newest', offset: toSkip, limit, maxLength: MAX_LENGTH });
  return { ...rows, total };
}

export interface SliceQuery {
  filter: Filter;
  /** Only entries with a larger id, and none beyond `upTo`. */
  after: number;
  upTo: number;
  limit: number;
}

export interface Slice {
  rows: EntryRow[];
  /** Up to this id, nothing is missing. */
  through: number;
}

/** Entries in the order of their ids: for whoever takes all of them, slice by slice. */
export function readSlice(db: Database, view: View, { filter, after, upTo, limit }: SliceQuery): Slice {
  const condition = toCondition(db, filter);
  if (!condition) return { rows: [], through: upTo };
  const segments = segmentsOf(db, view, { ...condition, from: after + 1, to: upTo });
  const options = { order: 'oldest', offset: 0, limit, maxLength: MAX_LENGTH } as const;
  const { rows, isFull } = readRows(db, segments, condition, options);
  const isWhole = !isFull && rows.length < limit;
  return { rows, through: isWhole ? upTo : (rows.at(-1)?.id ?? upTo) };
}
