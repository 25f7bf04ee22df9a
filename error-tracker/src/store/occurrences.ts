import type { Database } from '@monlight/shared/sqlite';
import type { Report } from '../ingest/report.ts';
import { TRACEBACK } from './tracebacks.ts';

/** How many of a group's reports are kept whole. */
const KEPT_OCCURRENCES = 5;
/** Older ones go several at a time: taking one out with each report costs more than the rest of it. */
const PRUNE_EVERY = 8;

/** A kept report; `requestHeaders` and `extra` are JSON text. */
export type Occurrence = { id: number } & Omit<
  Report,
  'project' | 'exceptionType' | 'message' | 'fingerprint' | 'count'
>;

/** A report with its place in its group. */
interface Placed {
  report: Report;
  /** The group's count once this report was in it. */
  id: number;
}

export interface OccurrenceStore {
  /**
   * Keeps reports of a group, given in the order of their ids, and now and then drops what is no longer among the newest. A
   * traceback that is the group's is not kept again. Call it inside a transaction.
   */
  add(groupId: number, placed: readonly Placed[], hasTracebackOfGroup: (report: Report) => boolean): void;
  /** Newest first. */
  ofGroup(groupId: number): Occurrence[];
}

/** The newest reports of each group, by when they happened. */
export function createOccurrenceStore(db: Database): OccurrenceStore {
  // By position: looking parameters up by name takes longer than the insert.
  const insert = db.prepare<(string | number | null)[]>(
    `INSERT INTO occurrences
       (group_id, timestamp, id, environment, request_url, request_method, user_id, request_headers, extra, traceback)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // `+?`: what is compared plainly beside a LIMIT has SQLite prepare the statement anew at each run.
  const prune = db.prepare<[number, number]>(
    `DELETE FROM occurrences WHERE group_id = +? AND (timestamp, id) < (
       SELECT timestamp, id FROM occurrences WHERE group_id = +?
       ORDER BY timestamp DESC, id DESC LIMIT 1 OFFSET ${KEPT_OCCURRENCES - 1})`,
  );
  const select = db.prepare<[number], Occurrence>(
    `SELECT id, timestamp, environment, request_url AS requestUrl, request_method AS requestMethod, user_id AS userId,
       request_headers AS requestHeaders, extra,
       coalesce(traceback, (SELECT ${TRACEBACK} FROM groups WHERE groups.id = occurrences.group_id)) AS traceback
     FROM occurrences WHERE group_id = ? ORDER BY timestamp DESC, id DESC LIMIT ${KEPT_OCCURRENCES}`,
  );

  return {
    add: (groupId, placed, hasTracebackOfGroup) => {
      for (const { report, id } of newestOf(placed)) {
        insert.run(
          groupId,
          report.timestamp,
          id,
          report.environment,
          report.requestUrl,
          report.requestMethod,
          report.userId,
          report.requestHeaders,
          report.extra,
          hasTracebackOfGroup(report) ? null : report.traceback,
        );
      }
      const [first, last] = [placed[0], placed.at(-1)];
      if (!first || !last) return;
      const isRound = Math.floor(last.id / PRUNE_EVERY) > Math.floor((first.id - first.report.count) / PRUNE_EVERY);
      if (isRound) prune.run(groupId, groupId);
    },
    ofGroup: (groupId) => select.all(groupId),
  };
}

/** Of a flood, those that could be kept at all. */
function newestOf(placed: readonly Placed[]): readonly Placed[] {
  if (placed.length <= KEPT_OCCURRENCES) return placed;
  return placed.toSorted((a, b) => a.report.timestamp - b.report.timestamp || a.id - b.id).slice(-KEPT_OCCURRENCES);
}
