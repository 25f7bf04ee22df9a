import { hkdfSync, randomBytes } from 'node:crypto';
import { Signer } from '@fastify/cookie';
import { DAY_MS, type Clock } from './time.ts';

/** How long a sign-in lasts. */
export const SESSION_MS = 30 * DAY_MS;

export interface SessionTokens {
  /** A new token, `<id>.<expires>.<signature>`. */
  issue(): string;
  /** The session of a token that this key signed and that has not expired, or null. */
  read(token: string): { id: string; expiresAt: number } | null;
}

/** Signed, self-contained session tokens. The secret comes from the API key: a new key ends every session, a restart none. */
export function createSessionTokens(service: string, apiKey: string, now: Clock): SessionTokens {
  // The service's name is part of it: one service's cookie is worth nothing to another.
  const signer = new Signer(Buffer.from(hkdfSync('sha256', apiKey, 'monlight', `${service} session`, 32)));

  return {
    issue: () => signer.sign(`${randomBytes(16).toString('hex')}.${now() + SESSION_MS}`),
    read: (token) => {
      const { valid, value } = signer.unsign(token);
      if (!valid || value === null) return null;
      const [id = '', expires] = value.split('.');
      const expiresAt = Number(expires);
      return expiresAt > now() ? { id, expiresAt } : null;
    },
  };
}
