import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
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

const failing = signal<ReadonlyMap<object, Failure>>(new Map());

/** Why something on the page is older than it should be, for as long as it is. */
export const outdated = computed<Failure | undefined>(() => [...failing.value.values()][0]);

function tell(resource: object, failure: Failure | undefined): void {
  const rest = [...failing.peek()].filter(([other]) => other !== resource);
  if (failure || rest.length < failing.peek().size) {
    failing.value = new Map(failure ? [[resource, failure], ...rest] : rest);
  }
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
    if (path === null) return tell(data, undefined);
    const mine = new AbortController();
    running = mine;
    const answer = await get<T>(path, mine.signal);
    if (mine.signal.aborted) return;
    isLoading.value = false;
    if (answer.ok) {
      failure.value = undefined;
      tell(data, undefined);
      attempt = 0;
      data.value = answer.value;
      return;
    }
    const waitMs = retryDelayMs(answer, attempt);
    attempt += 1;
    failure.value = { ...answer, retryAfter: waitMs === null ? null : waitMs / 1000 };
    tell(data, isPassing(answer) && data.peek() !== undefined ? failure.value : undefined);
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

/** It is not about the question; an outage has words of its own. */
function isPassing({ status }: Failure): boolean {
  return status === 429 || status >= 500;
}

/** True when each has an answer or a failure: from then on nothing that is shown has to move. */
export function areSettled(...resources: Pick<Resource<unknown>, 'data' | 'failure'>[]): boolean {
  return resources.every(({ data, failure }) => data.value !== undefined || failure.value !== undefined);
}

/** Milliseconds until another attempt makes sense; null when it does not. */
function retryDelayMs({ status, retryAfter }: Failure, attempt: number): number | null {
  if (status === 429) return (retryAfter ?? 10) * 1000;
  if (status === 0 || status >= 502) return Math.min(2 ** attempt * 2000, 30_000);
  return null;
}
