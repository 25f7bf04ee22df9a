import { requireValid } from '@monlight/shared/input-error';
import { parseJson } from '@monlight/shared/json';
import { fingerprint } from './fingerprint.ts';
import { WireReport } from './schema.ts';
import type { Scrubber } from './scrub/scrub.ts';

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

/**
 * A request's body → what is kept of it.
 *
 * @param body known to be UTF-8
 * @throws InvalidJson, InvalidInput
 */
export function readReport(body: Buffer, options: { now: number; scrub: Scrubber }): Report {
  return toReport(requireValid(WireReport, parseJson(body)), options);
}

/** What a client sent → what is kept, scrubbed. A time ahead of ours is a clock that is wrong, so ours stands. */
export function toReport(wire: WireReport, { now, scrub }: { now: number; scrub: Scrubber }): Report {
  return {
    project: wire.project,
    exceptionType: wire.exception_type,
    message: wire.message,
    traceback: wire.traceback,
    environment: wire.environment || DEFAULT_ENVIRONMENT,
    requestUrl: wire.request_url == null ? null : scrub.url(wire.request_url),
    requestMethod: wire.request_method ?? null,
    userId: wire.user_id == null ? null : String(wire.user_id),
    requestHeaders: wire.request_headers == null ? null : JSON.stringify(scrub.headers(wire.request_headers)),
    extra: wire.extra == null ? null : JSON.stringify(scrub.extra(wire.extra)),
    fingerprint: fingerprint({ ...wire, fingerprint: wire.fingerprint ?? undefined }),
    timestamp: Math.min(wire.timestamp ?? now, now),
    count: wire.count ?? 1,
  };
}
