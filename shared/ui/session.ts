import { signal } from '@preact/signals';
import { type Answer, ask } from './answer.ts';
import { root } from './root.ts';

const wasOut = document.documentElement.dataset['session'] === 'out';

/** Whether the server knows this browser. The cookie cannot be read from here: the page came with the server's word. */
export const session = signal<'in' | 'out'>(wasOut ? 'out' : 'in');

/** Rises with every sign-in: an older request that is refused late may simply be sent again. */
export const signIns = signal(0);

const otherTabs = new BroadcastChannel('monlight-session');
otherTabs.addEventListener('message', () => {
  if (session.value === 'out') admit();
});

function admit(): void {
  // The page of a stranger holds less, so it is asked for again; one that was in use before goes on where it was.
  if (wasOut) return location.reload();
  signIns.value += 1;
  session.value = 'in';
}

/** Exchanges the key for a session cookie. The key itself is kept nowhere. */
export async function signIn(apiKey: string): Promise<Answer<void>> {
  const answer = await ask<void>('POST', 'api/session', { body: { api_key: apiKey } });
  if (answer.ok) {
    admit();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin and takes none
    otherTabs.postMessage('signed in');
  }
  return answer;
}

/** Ends the session and starts over with an empty page, so that nothing read stays in memory. */
export async function signOut(): Promise<Answer<void>> {
  const answer = await ask<void>('DELETE', 'api/session');
  if (answer.ok || answer.status === 401) location.assign(root);
  return answer;
}

/** Resolves when someone has signed in, or when `ended` ends the wait. */
export function untilSignedIn(ended: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (ended?.aborted) return resolve();
    const finish = (): void => {
      unsubscribe();
      ended?.removeEventListener('abort', finish);
      resolve();
    };
    ended?.addEventListener('abort', finish);
    // `subscribe` calls at once, so the decision waits until `unsubscribe` exists.
    const unsubscribe = session.subscribe((state) => {
      if (state !== 'out') queueMicrotask(finish);
    });
  });
}
