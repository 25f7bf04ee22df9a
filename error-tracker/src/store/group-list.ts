import type { Database } from '@monlight/shared/sqlite';
import { createStepper, type Stepper, type Steps } from '@monlight/shared/steps';
import { type Clock, DAY_MS, HOUR_MS } from '@monlight/shared/time';
import { findAmongAll, findOpen, type Found, type Search } from './group-search.ts';
import { TRACEBACK } from './tracebacks.ts';
import { TREND_DAYS } from './trends.ts';

/** Which groups, in which order, which part of them. Absent filters do not filter; times are milliseconds. */
interface GroupFilter {
  project?: string | undefined;
  environment?: string | undefined;
  isResolved?: boolean | undefined;
  isMuted?: boolean | undefined;
  /** Words, each of which must be in the type or the message. */
  search?: string | undefined;
  /** With `until`: groups that were seen in between, as far as hours tell. */
  since?: number | undefined;
  until?: number | undefined;
  sort: Search['sort'];
  limit: number;
  offset: number;
}

/** A group without its traceback. `environments` is JSON text. */
export interface GroupRow {
  id: number;
  fingerprint: string;
  project: string;
  environment: string;
  environments: string;
  exceptionType: string;
  message: string;
  requestUrl: string | null;
  count: number;
  firstSeen: number;
  lastSeen: number;
  resolvedAt: number | null;
  reopenedAt: number | null;
  mutedAt: number | null;
}

export interface GroupList {
  /**
   * One page, newest (or most) first, then by id; `total` counts all pages. Looks at many groups in steps, between which
   * reports are taken, so of what changes meanwhile it has some as it was and some as it is.
   *
   * @throws the signal's reason when it aborts: pages are looked for one after the other, and the next one begins.
   */
  page(filter: GroupFilter, signal: AbortSignal): Promise<{ rows: GroupRow[]; total: number }>;
  /** One group with its traceback and whole message. */
  find(id: number): (GroupRow & { traceback: string }) | undefined;
  /** All projects, ascending. */
  projects(): string[];
  /** All environments, ascending. */
  environments(): string[];
}

/** A page of 200 groups must stay small even where messages are not. */
const LISTED_MESSAGE = 1000;

const columns = (message: string): string => `
  id, fingerprint, project, environment, exception_type AS exceptionType, ${message} AS message,
  request_url AS requestUrl, count, first_seen AS firstSeen, last_seen AS lastSeen,
  resolved_at AS resolvedAt, muted_at AS mutedAt,
  (SELECT reopened_at FROM reopenings WHERE group_id = groups.id) AS reopenedAt,
  (SELECT json_group_array(environment) FROM
    (SELECT environment FROM group_environments WHERE group_id = groups.id ORDER BY environment)) AS environments`;

/** Lists, filters and finds groups. */
export function createGroupList(db: Database, now: Clock): GroupList {
  const whole = db.prepare<[number], GroupRow & { traceback: string }>(
    `SELECT ${columns('message')}, ${TRACEBACK} AS traceback FROM groups WHERE id = ?`,
  );
  const some = db.prepare<[string], GroupRow>(
    `SELECT ${columns(`substr(message, 1, ${LISTED_MESSAGE})`)} FROM groups WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const projects = db.prepare<[], string>(distinct('project', 'groups')).pluck();
  const environments = db.prepare<[], string>(distinct('environment', 'group_environments')).pluck();
  // The list of open groups takes a hundredth of what a search does, and must not wait for those before it.
  const lists = createStepper();
  const searches = createStepper();

  function rowsOf(ids: readonly number[]): GroupRow[] {
    const rows = new Map(some.all(JSON.stringify(ids)).map((row) => [row.id, row]));
    return ids.flatMap((id) => rows.get(id) ?? []);
  }

  function pageOf(stepper: Stepper, steps: Steps<Found>, signal: AbortSignal): ReturnType<GroupList['page']> {
    return stepper.alone(async () => {
      const { ids, total } = await stepper.walk(steps, signal);
      return { rows: rowsOf(ids), total };
    });
  }

  return {
    page: (filter, signal) => {
      const { sort, limit, offset, project } = filter;
      const { terms, values } = toTerms(filter, now());
      const isOfOpen = terms.length === 1 && filter.isResolved === false;
      if (isOfOpen && sort === 'last_seen') return pageOf(lists, findOpen(db, { offset, limit }), signal);
      const index = project === undefined ? null : 'groups_project';
      return pageOf(searches, findAmongAll(db, { terms, values, index, sort, limit, offset }), signal);
    },
    find: (id) => whole.get(id),
    projects: () => projects.all(),
    environments: () => environments.all(),
  };
}

/** Each value of an index's first column, ascending: from one to the next, without the rows between (a loose index scan). */
function distinct(column: string, table: string): string {
  return `WITH RECURSIVE found (value) AS (
    SELECT min(${column}) FROM ${table}
    UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > value) FROM found WHERE value IS NOT NULL
  ) SELECT value FROM found WHERE value IS NOT NULL`;
}

function toTerms(filter: GroupFilter, now: number): Pick<Search, 'terms' | 'values'> {
  const terms: string[] = [];
  const values: unknown[] = [];
  const add = (term: string, ...bound: unknown[]): void => {
    terms.push(term);
    values.push(...bound);
  };
  if (filter.isResolved !== undefined) add(`resolved_at IS ${filter.isResolved ? 'NOT NULL' : 'NULL'}`);
  if (filter.isMuted !== undefined) add(`muted_at IS ${filter.isMuted ? 'NOT NULL' : 'NULL'}`);
  if (filter.project !== undefined) add('project = ?', filter.project);
  if (filter.environment !== undefined) {
    add('EXISTS (SELECT 1 FROM group_environments WHERE environment = ? AND group_id = groups.id)', filter.environment);
  }
  const { since, until } = filter;
  if (since !== undefined) add('last_seen >= ?', since);
  if (until !== undefined) add('first_seen <= ?', until);
  // Seen before and after is not seen in between. A day less than hours are kept, since they are forgotten in rounds.
  if (since !== undefined && until !== undefined && since >= now - (TREND_DAYS - 1) * DAY_MS) {
    add(
      'EXISTS (SELECT 1 FROM group_hours WHERE group_id = groups.id AND hour BETWEEN ? AND ?)',
      Math.floor(since / HOUR_MS),
      Math.floor(until / HOUR_MS),
    );
  }
  for (const word of filter.search?.split(/\s+/).filter(Boolean) ?? []) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    add("(exception_type LIKE ? ESCAPE '\\' OR message LIKE ? ESCAPE '\\')", pattern, pattern);
  }
  return { terms, values };
}
