import { hash } from 'node:crypto';
import { RateLimited } from './errors.ts';
import { createKeyCheck, type KeyKind } from './keys.ts';
import { networkOf } from './network.ts';
import { createSlidingWindow } from './sliding-window.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Clock } from './time.ts';

/** Different wrong keys a minute from one address before it has to wait, however they are presented. */
const WRONG_KEYS = 5;
/** What an address is told that has to wait. */
const TOO_MANY = 'Too many wrong keys';
/** How long an address is known by a key that it has shown. */
const KNOWN_MS = HOUR_MS;
/** Addresses that are known by one key together: far more than a server has applications on it. */
const MAX_KNOWN = 1000;

export interface KeyGate {
  /**
   * Tells whose key a program has presented, or null.
   *
   * @throws RateLimited when too many wrong ones came from its address; a key that was right there before still opens
   */
  admit(key: string, address: string): KeyKind | null;
  /**
   * Tells whether a person may sign in with this key.
   *
   * @throws RateLimited when too many wrong ones came from the address, right key or not
   */
  admitToSignIn(key: string, address: string): boolean;
}

/** Checks keys, and makes an address wait that tries out many: it does not learn whether a further guess was right. */
export function createKeyGate(keys: { apiKey: string; ingestKey: string | undefined; now: Clock }): KeyGate {
  const { now } = keys;
  const check = createKeyCheck(keys.apiKey, keys.ingestKey);
  const wrong = createSlidingWindow(MINUTE_MS, now);
  const guesses = createSlidingWindow(MINUTE_MS, now);
  /** When each network last showed which key, the one that came longest ago first. */
  const known: Record<KeyKind, Map<string, number>> = { full: new Map(), ingest: new Map() };

  /** Whether the network has shown this key before; if so, that it did again. */
  function isKnown(kind: KeyKind, network: string): boolean {
    const time = now();
    const seen = known[kind].get(network);
    if (seen === undefined || time - seen >= KNOWN_MS) return false;
    // To the minute is enough, and saves nearly every request the writing.
    if (seen > time || time - seen >= MINUTE_MS) remember(kind, network);
    return true;
  }

  function remember(kind: KeyKind, network: string): void {
    const ofKind = known[kind];
    ofKind.delete(network);
    ofKind.set(network, now());
    for (const oldest of ofKind.keys()) {
      if (ofKind.size <= MAX_KNOWN) break;
      ofKind.delete(oldest);
    }
  }

  /** Whether the network tries this key for the first time in a minute. */
  function isNewGuess(key: string, network: string): boolean {
    return guesses.hit(`${network} ${hash('sha256', key, 'base64')}`, 1).isAllowed;
  }

  /** How long the network has to wait, in whole seconds, or null. */
  function waitOf(network: string): number | null {
    const { isAllowed, resetMs } = wrong.peek(network, WRONG_KEYS);
    return isAllowed ? null : Math.ceil(resetMs / SECOND_MS);
  }

  return {
    admit: (key, address) => {
      const kind = check(key);
      const network = networkOf(address);
      // Somebody who guesses must not silence those who know the key behind the same address.
      if (kind !== null && isKnown(kind, network)) return kind;
      const wait = waitOf(network);
      if (wait !== null) throw new RateLimited(wait, TOO_MANY);
      if (kind !== null) remember(kind, network);
      // A program that was forgotten with an old key sends it for ever, and guesses nothing.
      else if (isNewGuess(key, network)) wrong.hit(network, WRONG_KEYS);
      return kind;
    },
    admitToSignIn: (key, address) => {
      const network = networkOf(address);
      const wait = waitOf(network);
      if (wait !== null) throw new RateLimited(wait, TOO_MANY);
      const isRight = check(key) === 'full';
      if (!isRight) wrong.hit(network, WRONG_KEYS);
      return isRight;
    },
  };
}
