import type { Database } from '@monlight/shared/sqlite';
import type { Report } from '../ingest/report.ts';

/** How many of a group's reports are kept whole. */
const KEPT_OCCURRENCES = 5;

/** A kept report; `requestHeaders` and `extra` are JSON text. */
export type Occurrence = { id: number } & Omit<
  Report,
  'project' | 'exceptionType' | 'message' | 'fingerprint' | 'count'
>;

export interface OccurrenceStore {
  /**
   * Keeps the report and drops what is no longer among the newest. A traceback that is the group's
   * own is not kept again. Call it inside a transaction.
   */
  add(groupId: number, report: Report, hasTracebackOfGroup: boolean): void;
  /** Newest first. */
  ofGroup(groupId: number): Occurrence[];
}

/** The newest reports of each group, by when they happened. */
export function createOccurrenceStore(db: Database): OccurrenceStore {
  const insert = db.prepare<[Omit<Report, 'traceback'> & { groupId: number; traceback: string | null }]>(
    `INSERT INTO occurrences
       (group_id, timestamp, environment, request_url, request_method, user_id, request_headers, extra, traceback)
     VALUES (:groupId, :timestamp, :environment, :requestUrl, :requestMethod, :userId, :requestHeaders, :extra, :traceback)`,
  );
  const prune = db.prepare<[number]>(
    `DELETE FROM occurrences WHERE id = (
       SELECT id FROM occurrences WHERE group_id = ? ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET ${KEPT_OCCURRENCES})`,
  );
  const select = db.prepare<[number], Occurrence>(
    `SELECT id, timestamp, environment, request_url AS requestUrl, request_method AS requestMethod, user_id AS userId,
       request_headers AS requestHeaders, extra,
       coalesce(traceback, (SELECT traceback FROM groups WHERE id = group_id)) AS traceback
     FROM occurrences WHERE group_id = ? ORDER BY timestamp DESC, id DESC`,
  );

  return {
    add: (groupId, report, hasTracebackOfGroup) => {
      insert.run({ ...report, groupId, traceback: hasTracebackOfGroup ? null : report.traceback });
      prune.run(groupId);
    },
    ofGroup: (groupId) => select.all(groupId),
  };
}
