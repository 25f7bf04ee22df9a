import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import type { SearchQuery } from '../../search/compile.ts';
import { createRestMatcher } from '../../search/match.ts';
import { containerTerm, entriesTable, levelTerm, searchTable } from '../partition.ts';
import type { Segment } from './segments.ts';

/** Which entries are asked for; null means any. */
export interface Filter {
  /** Names of containers. */
  containers: readonly string[] | null;
  /** Levels' numbers. */
  levels: readonly number[] | null;
  search: SearchQuery | null;
  /** First and last ms, both included. */
  since: number | null;
  until: number | null;
}

/** A filter in the store's terms. */
export interface Condition {
  containers: readonly number[] | null;
  levels: readonly number[] | null;
  search: SearchQuery | null;
  since: number;
  until: number;
  /** What else must be true of a message that `match` finds; null for nothing. */
  matches: ((message: string) => boolean) | null;
  /** The full-text expression for everything that the index knows; null when nothing is asked of it. */
  match: string | null;
}

/** Resolves names to ids; null when the filter names containers and none of them is known: nothing can match. */
export function toCondition(db: Database, filter: Filter): Condition | null {
  const containers = filter.containers && containerIds(db, filter.containers);
  if (containers?.length === 0) return null;
  const { levels, search } = filter;
  return withMatch({
    containers,
    levels,
    search,
    matches: search && createRestMatcher(search),
    since: filter.since ?? -Infinity,
    until: filter.until ?? Infinity,
  });
}

/** The same condition for one level only. */
export function withLevel(condition: Condition, level: number): Condition {
  return withMatch({ ...condition, levels: [level] });
}

function withMatch(condition: Omit<Condition, 'match'>): Condition {
  const { containers, levels, search } = condition;
  const parts = [
    ...(search?.match ? [`(${search.match})`] : []),
    ...(containers ? [anyOf(containers.map(containerTerm))] : []),
    ...(levels ? [anyOf(levels.map(levelTerm))] : []),
  ];
  return { ...condition, match: parts.length > 0 ? parts.join(' AND ') : null };
}

function containerIds(db: Database, names: readonly string[]): number[] {
  return statement<[string], number>(db, 'SELECT id FROM containers WHERE name IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify(names));
}

function anyOf(terms: readonly string[]): string {
  return `(${terms.map((term) => `"${term}"`).join(' OR ')})`;
}

/** What follows SELECT: a segment's entries that fulfil a condition. */
export interface Selection {
  /** `FROM … WHERE …`; `e` are the entries. */
  from: string;
  /** The expression for the entry's id; cheaper than `e.id` where the rows are not needed. */
  id: string;
  parameters: (string | number)[];
}

/**
 * The part of a query that chooses entries of one segment by all that is not their messages.
 *
 * @param needsRow whether the columns of `e` are used besides its id
 */
export function select(segment: Segment, condition: Condition, { needsRow }: { needsRow: boolean }): Selection {
  const entries = entriesTable(segment.partition);
  const search = searchTable(segment.partition);
  const where: string[] = [];
  const parameters: (string | number)[] = [];
  const isIndexed = condition.match !== null;
  const withRow = needsRow || segment.mustCheck || !isIndexed;
  const id = isIndexed ? 's.rowid' : 'e.id';

  if (condition.match !== null) {
    where.push(`${search} MATCH ?`);
    parameters.push(condition.match);
  }
  // JavaScript numbers are bound as REAL, and FTS5 uses only integers to find where to begin and end.
  where.push(`${id} BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`);
  parameters.push(segment.from, segment.to);
  if (segment.mustCheck) {
    where.push('e.time BETWEEN ? AND ?');
    parameters.push(condition.since, condition.until);
  }

  let tables = `${entries} e`;
  // CROSS keeps the index outside: it finds few, and in the order of ids.
  if (isIndexed) tables = withRow ? `${search} s CROSS JOIN ${entries} e ON e.id = s.rowid` : `${search} s`;
  return { from: `FROM ${tables} WHERE ${where.join(' AND ')}`, id, parameters };
}
