import type { Database } from '@monlight/shared/sqlite';
import type { Clock } from '@monlight/shared/time';
import type { Report } from '../ingest/report.ts';
import type { Receipt } from '../ingest/schema.ts';
import { createOccurrenceStore } from './occurrences.ts';
import { createTrendStore } from './trends.ts';

/** What people do to groups. */
export type Action = 'resolve' | 'reopen' | 'mute' | 'unmute' | 'delete';

export interface GroupStore {
  /** Adds a report to its group. Call it inside a transaction. */
  record(report: Report): { receipt: Receipt; isMuted: boolean };
  /** Whether there is such a group. */
  has(id: number): boolean;
  /** Applies `action` to one group; true when that changed it. */
  apply(action: Action, id: number): boolean;
}

interface Known {
  id: number;
  count: number;
  environment: string;
  resolvedAt: number | null;
  mutedAt: number | null;
  hasSameTraceback: 0 | 1;
}

const ACTIONS: Record<Exclude<Action, 'delete'>, string> = {
  resolve: 'UPDATE groups SET resolved_at = :now WHERE id = :id AND resolved_at IS NULL',
  reopen: 'UPDATE groups SET resolved_at = NULL WHERE id = :id AND resolved_at IS NOT NULL',
  mute: 'UPDATE groups SET muted_at = :now WHERE id = :id AND muted_at IS NULL',
  unmute: 'UPDATE groups SET muted_at = NULL WHERE id = :id AND muted_at IS NOT NULL',
};

/** Groups of reports with one fingerprint, and what comes with them: occurrences, environments, trends. */
export function createGroupStore(db: Database, now: Clock): GroupStore {
  const occurrences = createOccurrenceStore(db);
  const trends = createTrendStore(db, now);

  const find = db.prepare<[traceback: string, fingerprint: string, project: string], Known>(
    `SELECT id, count, environment, resolved_at AS resolvedAt, muted_at AS mutedAt,
       traceback = ? AS hasSameTraceback
     FROM groups WHERE fingerprint = ? AND project = ?`,
  );
  const insert = db.prepare<[Report]>(
    `INSERT INTO groups (fingerprint, project, exception_type, environment, request_url, count, first_seen, last_seen, message, traceback)
     VALUES (:fingerprint, :project, :exceptionType, :environment, :requestUrl, :count, :timestamp, :timestamp, :message, :traceback)`,
  );
  // A report may come late: it moves the first time seen back and leaves the last as it is.
  const touch = db.prepare<[count: number, firstSeen: number, lastSeen: number, id: number]>(
    `UPDATE groups SET count = count + ?, first_seen = min(first_seen, ?), last_seen = max(last_seen, ?)
     WHERE id = ?`,
  );
  const seenIn = db.prepare<[string, number]>(
    'INSERT OR IGNORE INTO group_environments (environment, group_id) VALUES (?, ?)',
  );
  const noteReopening = db.prepare<[id: number, reopenedAt: number]>(
    'INSERT OR REPLACE INTO reopenings (group_id, reopened_at) VALUES (?, ?)',
  );
  const exists = db.prepare<[number], 1>('SELECT 1 FROM groups WHERE id = ?').pluck();
  const remove = db.prepare<[{ id: number }]>('DELETE FROM groups WHERE id = :id');
  const changes = Object.fromEntries(
    Object.entries(ACTIONS).map(([action, sql]) => [action, db.prepare<[{ id: number; now: number }]>(sql)]),
  );

  function create(report: Report): number {
    const id = Number(insert.run(report).lastInsertRowid);
    seenIn.run(report.environment, id);
    return id;
  }

  function update(known: Known, report: Report): void {
    touch.run(report.count, report.timestamp, report.timestamp, known.id);
    if (known.resolvedAt !== null) {
      apply('reopen', known.id);
      noteReopening.run(known.id, now());
    }
    if (report.environment !== known.environment) seenIn.run(report.environment, known.id);
  }

  function apply(action: Action, id: number): boolean {
    if (action === 'delete') return remove.run({ id }).changes > 0;
    return (changes[action]?.run({ id, now: now() }).changes ?? 0) > 0;
  }

  return {
    record: (report) => {
      const { fingerprint } = report;
      const known = find.get(report.traceback, fingerprint, report.project);
      const id = known?.id ?? create(report);
      const count = (known?.count ?? 0) + report.count;
      occurrences.add(report, { groupId: id, id: count, hasTracebackOfGroup: known?.hasSameTraceback !== 0 });
      trends.count(id, report.timestamp, report.count);
      if (!known) return { receipt: { status: 'created', id, fingerprint }, isMuted: false };
      update(known, report);
      const status = known.resolvedAt === null ? 'incremented' : 'reopened';
      return { receipt: { status, id, count, fingerprint }, isMuted: known.mutedAt !== null };
    },
    has: (id) => exists.get(id) === 1,
    apply,
  };
}
