import type { Database, Statement } from '@monlight/shared/sqlite';

const prepared = new WeakMap<Database, Map<string, Statement>>();

/**
 * A statement of a connection, prepared once: what a forgotten one holds outside of JavaScript's heap is given back only when the
 * garbage collector comes by, and it does not see how much that is.
 *
 * @param sql one of few texts
 */
export function statement<Bound extends unknown[], Row>(db: Database, sql: string): Statement<Bound, Row> {
  let ofConnection = prepared.get(db);
  if (!ofConnection) prepared.set(db, (ofConnection = new Map()));
  let found = ofConnection.get(sql);
  if (!found) ofConnection.set(sql, (found = db.prepare(sql)));
  return found as unknown as Statement<Bound, Row>;
}
