import type { Database } from '@monlight/shared/sqlite';
import type { Clock } from '@monlight/shared/time';
import type { Report } from '../ingest/report.ts';
import type { Receipt } from '../ingest/schema.ts';
import { createOccurrenceStore } from './occurrences.ts';
import { createTracebackStore, TRACEBACK } from './tracebacks.ts';
import { createTrendStore } from './trends.ts';

/** What people do to groups. */
export type Action = 'resolve' | 'reopen' | 'mute' | 'unmute' | 'delete';

export interface GroupStore {
  /** Adds reports with one fingerprint and project to their group, in their order. Call it inside a transaction. */
  record(reports: readonly Report[]): Recorded[];
  /** Whether there is such a group. */
  has(id: number): boolean;
  /** Applies `action` to one group; true when that changed it. */
  apply(action: Action, id: number): boolean;
}

/** What became of a report. */
export interface Recorded {
  receipt: Receipt;
  isMuted: boolean;
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
  const tracebacks = createTracebackStore(db);

  const find = db.prepare<[traceback: string, fingerprint: string, project: string], Known>(
    `SELECT id, count, environment, resolved_at AS resolvedAt, muted_at AS mutedAt,
       ${TRACEBACK} = ? AS hasSameTraceback
     FROM groups WHERE fingerprint = ? AND project = ?`,
  );
  const insert = db.prepare<[Report]>(
    `INSERT INTO groups (fingerprint, project, exception_type, environment, request_url, count, first_seen, last_seen, message, traceback)
     VALUES (:fingerprint, :project, :exceptionType, :environment, :requestUrl, :count, :timestamp, :timestamp, :message, '')`,
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
    tracebacks.add(id, report.traceback);
    seenIn.run(report.environment, id);
    return id;
  }

  function count(id: number, reports: readonly Report[]): void {
    const times = reports.map(({ timestamp }) => timestamp);
    touch.run(sumOf(reports), Math.min(...times), Math.max(...times), id);
  }

  function reopen(id: number): void {
    apply('reopen', id);
    noteReopening.run(id, now());
  }

  function apply(action: Action, id: number): boolean {
    if (action === 'delete') return remove.run({ id }).changes > 0;
    return (changes[action]?.run({ id, now: now() }).changes ?? 0) > 0;
  }

  return {
    record: (reports) => {
      const [first, ...others] = reports;
      if (!first) return [];
      const { fingerprint, traceback } = first;
      const known = find.get(traceback, fingerprint, first.project);
      const id = known?.id ?? create(first);
      const toCount = known ? reports : others;
      if (toCount.length > 0) count(id, toCount);
      if (known && known.resolvedAt !== null) reopen(id);
      for (const environment of new Set(reports.map((report) => report.environment))) {
        if (environment !== (known ?? first).environment) seenIn.run(environment, id);
      }
      trends.count(id, reports);

      const isFirstOfGroup = known?.hasSameTraceback !== 0;
      let total = known?.count ?? 0;
      const placed = reports.map((report) => ({ report, id: (total += report.count) }));
      occurrences.add(id, placed, (report) =>
        report.traceback === traceback ? isFirstOfGroup : tracebacks.isOf(id, report.traceback),
      );
      return placed.map((each, index) => {
        if (!known && index === 0) return { receipt: { status: 'created', id, fingerprint }, isMuted: false };
        const isReopened = index === 0 && known?.resolvedAt != null;
        const status = isReopened ? 'reopened' : 'incremented';
        return { receipt: { status, id, count: each.id, fingerprint }, isMuted: known?.mutedAt != null };
      });
    },
    has: (id) => exists.get(id) === 1,
    apply,
  };
}

function sumOf(reports: readonly Report[]): number {
  return reports.reduce((sum, { count }) => sum + count, 0);
}
