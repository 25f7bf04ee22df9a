import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a busy machine; nothing waits this long when all is well. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/**
 * Waits until `look` gives something that is neither false nor null, and gives that back.
 *
 * @throws Error that says `what` did not come, after a minute
 */
export async function until<T>(what: string, look: () => Promise<T | false | null> | T | false | null): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(LOOK_EVERY_MS)) {
    const found = await look();
    if (found !== false && found !== null) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}
