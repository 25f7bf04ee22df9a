import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Failure } from './answer.ts';
import { get } from './api.ts';

/** Something that is read from the server and kept fresh. */
export interface Resource<T> {
  /** The newest value. It stays while the next one is on its way, so that nothing jumps. */
  readonly data: ReadonlySignal<T | undefined>;
  /** Why the newest request failed. */
  readonly failure: ReadonlySignal<Failure | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Reads again from the present address. */
  refresh(): Promise<void>;
}

/**
 * Reads what `address` names and again whenever a signal in it changes; an outdated request is
 * ended. `null` pauses. Outages and rate limits are retried by themselves.
 */
export function createResource<T>(address: () => string | null): Resource<T> {
  const data = signal<T>();
  const failure = signal<Failure>();
  const isLoading = signal(false);
  let running: AbortController | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  async function load(path: string | null): Promise<void> {
    running?.abort();
    clearTimeout(retry);
    isLoading.value = path !== null;
    if (path === null) return;
    const mine = new AbortController();
    running = mine;
    const answer = await get<T>(path, mine.signal);
    if (mine.signal.aborted) return;
    isLoading.value = false;
    failure.value = answer.ok ? undefined : answer;
    if (answer.ok) {
      attempt = 0;
      data.value = answer.value;
      return;
    }
    const waitMs = retryDelayMs(answer, attempt);
    attempt += 1;
    if (waitMs !== null) retry = setTimeout(() => void refresh(), waitMs);
  }

  function refresh(): Promise<void> {
    return load(untracked(address));
  }

  effect(() => {
    const path = address();
    untracked(() => {
      attempt = 0;
      failure.value = undefined;
      void load(path);
    });
  });
  addEventListener('online', () => {
    if (failure.value?.status === 0) void refresh();
  });

  return { data, failure, isLoading, refresh };
}

/** Milliseconds until another attempt makes sense; null when it does not. */
function retryDelayMs({ status, retryAfter }: Failure, attempt: number): number | null {
  if (status === 429) return (retryAfter ?? 10) * 1000;
  if (status === 0 || status >= 502) return Math.min(2 ** attempt * 2000, 30_000);
  return null;
}
