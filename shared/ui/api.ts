import { type Answer, ask, type RequestOptions } from './answer.ts';
import { session, signIns, untilSignedIn } from './session.ts';

export type { Answer, Failure } from './answer.ts';

/**
 * A request that needs a session. Where there is none it waits behind the sign-in form and is then
 * sent again, so that whatever a person was doing goes on where it was.
 */
async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  for (;;) {
    if (session.peek() === 'out') await untilSignedIn(options.signal);
    const sentAfter = signIns.peek();
    const answer = await ask<T>(method, path, options);
    if (answer.ok || answer.status !== 401) return answer;
    if (sentAfter === signIns.peek()) session.value = 'out';
  }
}

/** Reads. `path` is relative to the service's root, as in `api/errors?limit=50`. */
export function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return request<T>('GET', path, { signal });
}

/** Changes something. */
export function post<T>(path: string, body?: unknown): Promise<Answer<T>> {
  return request<T>('POST', path, { body });
}

/** Removes something. */
export function remove(path: string): Promise<Answer<void>> {
  return request<void>('DELETE', path);
}
