import { type ReadonlySignal, signal } from '@preact/signals';
import { session, untilSignedIn } from '@monlight/shared/ui/session.ts';
import type { Entry } from '../entry.ts';
import type { StreamEvent } from './event-parser.ts';
import { readStream, type StreamEnd } from './stream.ts';

/** How the connection is. */
type TailState = { kind: 'connecting' | 'open' } | { kind: 'refused'; detail: string };

/** What came since the last frame. */
export interface Batch {
  /** Oldest first. */
  entries: Entry[];
  /** Entries sent before that have got more lines. */
  updates: Entry[];
  /** How many the server left out because this page was too slow, or the page itself while nobody saw it. */
  dropped: number;
}

/** A live tail. */
export interface Tail {
  readonly state: ReadonlySignal<TailState>;
  end(): void;
}

/** What a hidden tab holds until it is seen again. */
const mostPending = 4000;
const refusedWaitMs = 15_000;
const longestWaitMs = 30_000;

/**
 * Follows `path`, from the entry after `from()` on, through lost connections and ends that the
 * server sets. However much comes, `take` is called once a frame.
 */
export function startTail(path: string, from: () => number, take: (batch: Batch) => void): Tail {
  const ended = new AbortController();
  const state = signal<TailState>({ kind: 'connecting' });
  let pending: Batch = { entries: [], updates: [], dropped: 0 };
  let frame = 0;
  let lastId: string | null = null;

  const flush = (): void => {
    frame = 0;
    const full = pending;
    pending = { entries: [], updates: [], dropped: 0 };
    take(full);
  };

  const hear = ({ event, data, id }: StreamEvent): void => {
    if (event === 'log') {
      lastId = id ?? lastId;
      pending.entries.push(JSON.parse(data) as Entry);
      if (pending.entries.length > mostPending) {
        pending.dropped += mostPending / 2;
        pending.entries.splice(0, mostPending / 2);
      }
    } else if (event === 'update') {
      pending.updates.push(JSON.parse(data) as Entry);
      if (pending.updates.length > mostPending) pending.updates.splice(0, mostPending / 2);
    } else if (event === 'dropped') {
      pending.dropped += (JSON.parse(data) as { count: number }).count;
    } else return;
    frame ||= requestAnimationFrame(flush);
  };

  async function follow(): Promise<void> {
    let failures = 0;
    while (!ended.signal.aborted) {
      if (session.peek() === 'out') await untilSignedIn(ended.signal);
      const start = lastId ?? (from() > 0 ? String(from()) : null);
      failures += 1;
      const opened = (): void => {
        failures = 0;
        state.value = { kind: 'open' };
      };
      const end = await readStream(path, start, ended.signal, opened, hear);
      if (ended.signal.aborted) return;
      await pause(settle(end, failures));
    }
  }

  /** Takes note of an end; the milliseconds until the next attempt. */
  function settle(end: StreamEnd, failures: number): number {
    if (end.kind === 'refused' && end.status === 401) {
      session.value = 'out';
      return 0;
    }
    state.value = end.kind === 'refused' ? { kind: 'refused', detail: end.detail } : { kind: 'connecting' };
    if (end.kind === 'refused') return refusedWaitMs;
    return end.reason === 'max_duration' ? 0 : Math.min(1000 * 2 ** failures, longestWaitMs);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      ended.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  void follow();
  return {
    state,
    end: () => {
      ended.abort();
      cancelAnimationFrame(frame);
    },
  };
}
