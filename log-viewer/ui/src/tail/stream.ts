import { isReachable } from '@monlight/shared/ui/answer.ts';
import { addressOf } from '@monlight/shared/ui/root.ts';
import { createEventParser, type StreamEvent } from './event-parser.ts';

/** Why a stream ended: refused with a status, or over; `reason` is what the server said last. */
export type StreamEnd = { kind: 'refused'; status: number; detail: string } | { kind: 'over'; reason: string };

/** The server says something every 15 s; after this long without a word the connection is dead. */
const silenceMs = 40_000;

/**
 * Reads an event stream to its end. `EventSource` would do the same but for telling why a server
 * refuses, and a page must say whether to sign in or to close another tail.
 */
export async function readStream(
  path: string,
  lastEventId: string | null,
  ended: AbortSignal,
  onOpen: () => void,
  take: (message: StreamEvent) => void,
): Promise<StreamEnd> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  let reason = '';
  const parse = createEventParser((message) => {
    if (message.event === 'close') reason = reasonIn(message.data);
    else take(message);
  });
  try {
    const response = await fetch(addressOf(path), {
      headers: { Accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }) },
      cache: 'no-store',
      signal: AbortSignal.any([ended, silence.signal]),
    });
    isReachable.value = true;
    if (!response.ok || !response.body) return await refusal(response);
    onOpen();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'over', reason };
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      parse(value);
    }
  } catch {
    return { kind: 'over', reason };
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<StreamEnd> {
  const body = (await response.json().catch(() => ({}))) as { detail?: unknown };
  const detail = typeof body.detail === 'string' ? body.detail : `The server answered ${response.status}.`;
  return { kind: 'refused', status: response.status, detail };
}

function reasonIn(data: string): string {
  try {
    return (JSON.parse(data) as { reason?: string }).reason ?? '';
  } catch {
    return '';
  }
}
