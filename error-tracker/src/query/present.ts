import { toIso, toIsoOrNull } from '@monlight/shared/time';
import { parseTraceback } from '../ingest/traceback.ts';
import type { GroupRow } from '../store/group-list.ts';
import type { Occurrence as StoredOccurrence } from '../store/occurrences.ts';
import type { Group, Occurrence, TracebackPart } from './schema.ts';

/** A stored group → the wire. */
export function presentGroup(row: GroupRow): Group {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    project: row.project,
    environment: row.environment,
    environments: JSON.parse(row.environments) as string[],
    exception_type: row.exceptionType,
    message: row.message,
    request_url: row.requestUrl,
    count: row.count,
    first_seen: toIso(row.firstSeen),
    last_seen: toIso(row.lastSeen),
    resolved: row.resolvedAt !== null,
    reopened_at: toIsoOrNull(row.reopenedAt),
    muted: row.mutedAt !== null,
  };
}

/** A stored group with its traceback, and its kept reports → the wire. */
export function presentDetail(
  row: GroupRow & { traceback: string },
  occurrences: readonly StoredOccurrence[],
  trend: number[],
) {
  return {
    ...presentGroup(row),
    traceback: row.traceback,
    frames: presentTraceback(row.traceback),
    resolved_at: toIsoOrNull(row.resolvedAt),
    trend_30d: trend,
    occurrences: occurrences.map(presentOccurrence),
  };
}

function presentOccurrence(stored: StoredOccurrence): Occurrence {
  return {
    id: stored.id,
    timestamp: toIso(stored.timestamp),
    environment: stored.environment,
    request_url: stored.requestUrl,
    request_method: stored.requestMethod,
    request_headers: presentJson(stored.requestHeaders),
    user_id: stored.userId,
    extra: presentJson(stored.extra),
    traceback: stored.traceback,
    frames: presentTraceback(stored.traceback),
  };
}

function presentJson(text: string | null): Record<string, unknown> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, unknown>);
}

function presentTraceback(traceback: string): TracebackPart[] {
  return parseTraceback(traceback).map(({ text, frame }) => {
    if (!frame) return { text, file: null, line: null, function: null, kind: 'text' };
    const { file, line, function: name, inApp } = frame;
    // Line 0 is the parser's word for a frame that names no file.
    return { text, file, line: line || null, function: name, kind: inApp ? 'application' : 'library' };
  });
}
