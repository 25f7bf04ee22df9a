import { fingerprint } from './fingerprint.ts';
import type { WireReport } from './schema.ts';

/** A report as the store takes it: defaults filled in, JSON as text, absent as null. */
export interface Report {
  project: string;
  exceptionType: string;
  message: string;
  traceback: string;
  environment: string;
  requestUrl: string | null;
  requestMethod: string | null;
  userId: string | null;
  requestHeaders: string | null;
  extra: string | null;
  fingerprint: string;
  /** Milliseconds; when it happened. */
  timestamp: number;
  /** Occurrences that this report stands for. */
  count: number;
}

const DEFAULT_ENVIRONMENT = 'prod';

/** What a client sent → what is kept. A time ahead of ours is a clock that is wrong, so ours stands. */
export function toReport(wire: WireReport, now: number): Report {
  return {
    project: wire.project,
    exceptionType: wire.exception_type,
    message: wire.message,
    traceback: wire.traceback,
    environment: wire.environment || DEFAULT_ENVIRONMENT,
    requestUrl: wire.request_url ?? null,
    requestMethod: wire.request_method ?? null,
    userId: wire.user_id == null ? null : String(wire.user_id),
    requestHeaders: toJson(wire.request_headers),
    extra: toJson(wire.extra),
    fingerprint: fingerprint({ ...wire, fingerprint: wire.fingerprint ?? undefined }),
    timestamp: Math.min(wire.timestamp ?? now, now),
    count: wire.count ?? 1,
  };
}

function toJson(value: Record<string, unknown> | null | undefined): string | null {
  return value == null ? null : JSON.stringify(value);
}
