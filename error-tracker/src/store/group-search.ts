import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import type { Steps } from '@monlight/shared/steps';
import { createFirstByKey } from './first-by-key.ts';

/** What to look for, as SQL over `groups`, and which part of it. */
export interface Search {
  /** Each of them must hold. */
  terms: readonly string[];
  /** What the terms' question marks are, in their order. */
  values: readonly unknown[];
  /** The index whose rows are all that can fulfil the terms. */
  index: string | null;
  sort: 'last_seen' | 'first_seen' | 'count';
  limit: number;
  offset: number;
}

/** Ids of one page, in order, and how many groups there are on all. */
export interface Found {
  ids: number[];
  total: number;
}

/** Open groups in one step: an index has some 25 for each microsecond. */
const COUNTED = 5000;
/** How long a step takes about, ms. */
const STEP_MS = 0.5;
/** Ids in one step: at first, and where few of them are in use. */
const FIRST_RANGE = 256;
const LARGEST_RANGE = 2048;

/** Finds the open groups that were seen last, in the order in which their index has them. */
export function* findOpen(db: Database, { offset, limit }: Pick<Search, 'offset' | 'limit'>): Steps<Found> {
  const behind = `FROM groups INDEXED BY groups_open WHERE resolved_at IS NULL AND (last_seen, id) < (?, ?)`;
  const inOrder = 'ORDER BY last_seen DESC, id DESC LIMIT ? OFFSET ?';
  const next = statement<number[], [number, number]>(db, `SELECT last_seen, id ${behind} ${inOrder}`).raw();
  const page = statement<number[], number>(db, `SELECT id ${behind} ${inOrder}`).pluck();
  const rest = statement<number[], number>(db, `SELECT count(*) ${behind}`).pluck();
  let place: [number, number] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  let ids: number[] = [];
  for (let passed = 0; ; passed += COUNTED) {
    if (offset >= passed && offset < passed + COUNTED) ids = page.all(...place, limit, offset - passed);
    const last = next.get(...place, 1, COUNTED - 1);
    if (last === undefined) return { ids, total: passed + (rest.get(...place) ?? 0) };
    place = last;
    yield;
  }
}

/** Looks at all groups, or at all of an index, in the order of their ids. */
export function* findAmongAll(db: Database, search: Search): Steps<Found> {
  const { terms, values, index, sort, offset, limit } = search;
  const newest = statement<[], number | null>(db, 'SELECT max(id) FROM groups').pluck().get() ?? 0;
  const among = statement<unknown[], [id: number, key: number]>(
    db,
    `SELECT id, ${sort} FROM groups ${index === null ? 'NOT INDEXED' : `INDEXED BY ${index}`}
     WHERE ${['id > ? AND id <= ?', ...terms].join(' AND ')}`,
  ).raw();
  const first = createFirstByKey(Math.min(offset + limit, newest));
  let total = 0;
  let range = FIRST_RANGE;
  for (let from = 0; from < newest; ) {
    const began = performance.now();
    const to = Math.min(from + range, newest);
    const rows = among.all(from, to, ...values);
    for (const [id, key] of rows) first.add(key, id);
    total += rows.length;
    from = to;
    const took = performance.now() - began;
    if (took < STEP_MS / 2) range = Math.min(2 * range, LARGEST_RANGE);
    else if (took > STEP_MS) range = Math.max(Math.ceil(range / 2), 1);
    yield;
  }
  return { ids: first.takeFrom(offset), total };
}
