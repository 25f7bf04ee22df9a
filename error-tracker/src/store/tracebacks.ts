import type { Database } from '@monlight/shared/sqlite';

/** A group's traceback, as SQL over `groups`. That of a group which is older than the table of tracebacks is in its own row. */
export const TRACEBACK =
  'coalesce((SELECT own.traceback FROM tracebacks own WHERE own.group_id = groups.id), groups.traceback)';

export interface TracebackStore {
  /** Keeps the traceback of a new group. Call it inside a transaction. */
  add(groupId: number, traceback: string): void;
  /** Whether it is the group's, to the letter. */
  isOf(groupId: number, traceback: string): boolean;
}

/** Tracebacks of groups, one each. */
export function createTracebackStore(db: Database): TracebackStore {
  const insert = db.prepare<[number, string]>('INSERT INTO tracebacks (group_id, traceback) VALUES (?, ?)');
  const same = db
    .prepare<[traceback: string, id: number], 0 | 1>(`SELECT ${TRACEBACK} = ? FROM groups WHERE id = ?`)
    .pluck();
  return {
    add: (groupId, traceback) => void insert.run(groupId, traceback),
    isOf: (groupId, traceback) => same.get(traceback, groupId) === 1,
  };
}
