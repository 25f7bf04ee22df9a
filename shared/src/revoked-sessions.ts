import { durably } from './database-guard.ts';
import type { Database } from './sqlite.ts';
import { DAY_MS, type Clock } from './time.ts';

/** Long after it expired: a clock that runs ahead for a while must not bring a session back that was signed out. */
const FORGET_AFTER_MS = 30 * DAY_MS;

/** Sessions that were signed out before they expired. */
export interface RevokedSessions {
  has(id: string): boolean;
  add(id: string, expiresAt: number): void;
}

/** Keeps signed-out sessions in `_meta`, so that they stay out after a restart, and forgets them once they have expired. */
export function createRevokedSessions(db: Database, now: Clock): RevokedSessions {
  const forget = db.prepare<[number]>(
    "DELETE FROM _meta WHERE key LIKE 'revoked_session:%' AND CAST(value AS INTEGER) <= ?",
  );
  const insert = db.prepare<[string, string]>('INSERT OR REPLACE INTO _meta (key, value) VALUES (?, ?)');
  const exists = db.prepare<[string], 1>('SELECT 1 FROM _meta WHERE key = ?').pluck();
  const revoke = db.transaction((id: string, expiresAt: number) => {
    forget.run(now() - FORGET_AFTER_MS);
    insert.run(`revoked_session:${id}`, String(expiresAt));
  });

  return {
    has: (id) => exists.get(`revoked_session:${id}`) === 1,
    add: (id, expiresAt) => durably(db, () => revoke.immediate(id, expiresAt)),
  };
}
