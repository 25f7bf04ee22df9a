/** What became of one attempt to send something. */
export type Outcome =
  /** Answered with a 2xx; `text` is the beginning of the answer. */
  | { kind: 'delivered'; text: string }
  /** Answered with something that another attempt would not change. */
  | { kind: 'refused'; status: number; text: string; reason: string }
  /** Not answered, or asked to come again. */
  | { kind: 'failed'; status?: number; reason: string; retryAfterMs?: number | undefined };

const MAX_RETRY_AFTER_MS = 60_000;

/** Judges an answer. */
export function judge(status: number, text: string, retryAfter: string | undefined, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', text };
  const reason = `the service answered ${status}${detailOf(text)}`;
  if (status !== 429 && status < 500) return { kind: 'refused', status, text, reason };
  const retryAfterMs = status === 429 || status === 503 ? readRetryAfter(retryAfter, now) : undefined;
  return { kind: 'failed', status, reason, retryAfterMs };
}

/** Seconds or a date, RFC 9110; ms, at most a minute. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** The services say what is wrong in `detail`; a proxy's page says nothing. */
function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? `: ${detail.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}
