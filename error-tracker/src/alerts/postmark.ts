import { withoutSlashes } from '@monlight/shared/config';
import { HOUR_MS, SECOND_MS, type Clock } from '@monlight/shared/time';
import { firstCharacters, toOneLine } from './cut.ts';
import type { Mail } from './mail.ts';

/** What became of a mail. */
export type SendResult =
  | { status: 'sent' }
  /** It will never pass: Postmark says what is wrong with it. */
  | { status: 'refused'; detail: string }
  /** Not sent, as far as can be known, for a reason that may pass. 0 ms: Postmark named no time to wait. */
  | { status: 'again'; detail: string; retryAfterMs: number };

/** What sends mails. */
export interface Channel {
  /** `key` says which mail it is, so that a repetition can be told from another. Never rejects. */
  send(mail: Mail, key: string, signal: AbortSignal): Promise<SendResult>;
}

export interface PostmarkOptions {
  token: string;
  from: string;
  to: readonly string[];
  /** Where the API is: scheme, host, and maybe port and path. */
  apiUrl: string;
  fetch: typeof fetch;
  now: Clock;
}

/** Longer than any answer that is still worth having: a mail sent twice is worse than one sent late. */
const TIMEOUT_S = 60;
const MAX_RETRY_AFTER_MS = HOUR_MS;
const DETAIL_CHARACTERS = 500;

/**
 * Refusals that are about the account, the address of the API or the moment, not about the mail:
 * somebody mends them, and then the mail goes out.
 */
const MAY_PASS = new Set([401, 403, 404, 407, 408, 425, 429]);

/** Mails through Postmark: https://postmarkapp.com/developer/api/email-api */
export function createPostmark({ token, from, to, apiUrl, fetch, now }: PostmarkOptions): Channel {
  const { protocol, host, pathname } = new URL(apiUrl);
  const address = { useHttps: protocol === 'https:', requestHost: withoutSlashes(`${host}${pathname}`) };
  const senderDomain = /@([^@>\s]+)>?$/.exec(from.trim())?.[1] ?? host;

  async function send(mail: Mail, key: string, signal: AbortSignal): Promise<SendResult> {
    let response: Response | undefined;
    try {
      // Loaded with the first mail: a service without alerts does not pay for it.
      const { ServerClient } = await import('postmark');
      const client = new ServerClient(token, {
        ...address,
        timeout: TIMEOUT_S,
        // The package tells neither Retry-After nor the cause of a failed connection, and takes no signal.
        fetch: async (input, init) => {
          const signals = AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]);
          // A redirect would hand the token to another host.
          response = await fetch(input, { ...init, signal: signals, redirect: 'error' }).catch(throwCause);
          return response;
        },
      });
      const reply: unknown = await client.sendEmail({
        From: from,
        To: to.join(', '),
        Subject: mail.subject,
        TextBody: mail.text,
        HtmlBody: mail.html,
        // X-PM-KeepID makes Postmark keep our Message-ID; the metadata can be searched in its activity.
        Headers: [
          { Name: 'Message-ID', Value: `<${key}@${senderDomain}>` },
          { Name: 'X-PM-KeepID', Value: 'true' },
        ],
        Metadata: { 'monlight-alert': key },
      });
      if (typeof reply === 'object') return { status: 'sent' };
      return { status: 'again', detail: `${address.requestHost} does not answer as Postmark does`, retryAfterMs: 0 };
    } catch (error) {
      // Accepted, though the rest of the answer got lost on its way.
      if (response?.ok) return { status: 'sent' };
      return toFailure(error as Error & { code?: number }, response);
    }
  }

  function toFailure(error: Error & { code?: number }, response: Response | undefined): SendResult {
    // Node's words for a token that cannot be a header contain the token.
    const words = toOneLine(firstCharacters(error.message.replaceAll(token, '***'), DETAIL_CHARACTERS));
    if (!response) return { status: 'again', detail: `Postmark could not be reached: ${words}`, retryAfterMs: 0 };

    const detail = `${words} (HTTP ${response.status}${error.code ? `, Postmark error ${error.code}` : ''})`;
    const isRefused = response.status >= 400 && response.status < 500 && !MAY_PASS.has(response.status);
    if (isRefused) return { status: 'refused', detail };
    return { status: 'again', detail, retryAfterMs: toRetryAfterMs(response.headers.get('retry-after'), now()) };
  }

  return { send };
}

/** `fetch failed` helps nobody; its cause does. */
function throwCause(error: Error): never {
  const { message, code } = (error.cause ?? {}) as { message?: string; code?: string };
  throw new Error(message || code || error.message);
}

/** Seconds or a date; an hour at most. */
function toRetryAfterMs(value: string | null, now: number): number {
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * SECOND_MS : Date.parse(value) - now;
  return Math.min(Math.max(ms || 0, 0), MAX_RETRY_AFTER_MS);
}
