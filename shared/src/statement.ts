import type { Database, Statement } from './sqlite.ts';

/** More than a service asks in many ways at once; a statement takes some 10 KiB. */
const MAX_KEPT = 100;

const prepared = new WeakMap<Database, Map<string, Statement>>();

/**
 * A statement of a connection, prepared once and kept while it is in use: what a forgotten one holds outside of JavaScript's heap is
 * given back only when the garbage collector comes by, and it does not see how much that is.
 *
 * @param sql always asked in the same way (`pluck`, `raw`), since whoever asks for the same text gets the same statement
 */
export function statement<Bound extends unknown[], Row>(db: Database, sql: string): Statement<Bound, Row> {
  let kept = prepared.get(db);
  if (!kept) prepared.set(db, (kept = new Map()));
  const found = kept.get(sql) ?? db.prepare(sql);
  // In the order of their last use.
  kept.delete(sql);
  kept.set(sql, found);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return found as unknown as Statement<Bound, Row>;
}
