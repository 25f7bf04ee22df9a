import { computed, signal } from '@preact/signals';
import { addressOf } from './root.ts';

/** A request that did not work. `status` is 0 when nothing answered at all. */
export interface Failure {
  ok: false;
  status: number;
  /** One sentence for a person. */
  detail: string;
  /** Seconds until it is tried again, or may be. */
  retryAfter: number | null;
}

/** What came back: the value, or why not. Nothing here throws. */
export type Answer<T> = { ok: true; value: T } | Failure;

/** What a request may carry. */
export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Ends the request early. */
  signal?: AbortSignal | undefined;
}

/** False from a request that nothing answered until the next one that something did. */
export const isReachable = signal(true);

const slowMs = 4000;
const late = signal(0);

/** True while an answer is waited for longer than one likes. */
export const isSlow = computed(() => late.value > 0);

/** Longest that any answer is waited for; a test mail through a slow provider takes the most. */
const patienceMs = 35_000;

/** One request to this service, with its failures as values. */
export async function ask<T>(
  method: string,
  path: string,
  { body, signal: ended }: RequestOptions = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  // The server takes this header, which no foreign page can send, as proof against forged requests.
  if (method !== 'GET') headers['X-Requested-With'] = 'monlight';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const patience = AbortSignal.timeout(patienceMs);
  const onTime = watchDelay();

  try {
    const response = await fetch(addressOf(path), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: ended ? AbortSignal.any([ended, patience]) : patience,
    });
    isReachable.value = true;
    return await readAnswer<T>(response);
  } catch {
    if (ended?.aborted) return failure(0, 'The request was ended.');
    isReachable.value = false;
    return failure(0, patience.aborted ? 'The server did not answer in time.' : 'The server cannot be reached.');
  } finally {
    onTime();
  }
}

/** Counts a request among the slow ones from some time on; what it returns ends that. */
function watchDelay(): () => void {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    late.value += 1;
  }, slowMs);
  return () => {
    clearTimeout(timer);
    if (isLate) late.value -= 1;
  };
}

async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const json = parse(text);
  if (response.ok) {
    if (text !== '' && json === undefined) return failure(response.status, 'The answer could not be read.');
    return { ok: true, value: json as T };
  }
  // What a proxy in front of the service says in HTML is of no use to anyone.
  const said = (json ?? {}) as { detail?: unknown; retry_after?: unknown };
  const detail = typeof said.detail === 'string' ? said.detail : `The server answered ${response.status}.`;
  const wait = Number(said.retry_after ?? response.headers.get('Retry-After') ?? Number.NaN);
  return { ...failure(response.status, detail), retryAfter: Number.isFinite(wait) ? wait : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(status: number, detail: string): Failure {
  return { ok: false, status, detail, retryAfter: null };
}
