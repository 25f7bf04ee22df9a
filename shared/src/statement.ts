import { findCollector } from './engine.ts';
import type { Database, Statement } from './sqlite.ts';

/** All that a service asks in turn: the log viewer some five questions of each of its 32 partitions. */
const MAX_KEPT = 160;
/** Forgotten statements, some 20 KiB each, that may wait for the garbage collector. */
const MAX_FORGOTTEN = 40;

interface Kept {
  statements: Map<string, Statement>;
  forgotten: number;
}

const prepared = new WeakMap<Database, Kept>();
let collectGarbage: (() => void) | undefined;

/**
 * A statement of a connection, prepared once and kept while it is in use: what a forgotten one holds outside of JavaScript's heap is
 * given back only when the garbage collector comes by, and it does not see how much that is. So it is called now and then.
 *
 * @param sql always asked in the same way (`pluck`, `raw`), since whoever asks for the same text gets the same statement
 */
export function statement<Bound extends unknown[], Row>(db: Database, sql: string): Statement<Bound, Row> {
  let kept = prepared.get(db);
  if (!kept) prepared.set(db, (kept = { statements: new Map(), forgotten: 0 }));
  const { statements } = kept;
  const found = statements.get(sql) ?? db.prepare(sql);
  // In the order of their last use.
  statements.delete(sql);
  statements.set(sql, found);
  if (statements.size > MAX_KEPT) forgetOldest(kept);
  return found as unknown as Statement<Bound, Row>;
}

function forgetOldest(kept: Kept): void {
  const [oldest] = kept.statements.keys();
  if (oldest !== undefined) kept.statements.delete(oldest);
  kept.forgotten += 1;
  if (kept.forgotten < MAX_FORGOTTEN) return;
  kept.forgotten = 0;
  collectGarbage ??= findCollector();
  collectGarbage();
}
