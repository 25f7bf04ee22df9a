import Database from 'better-sqlite3';
import { compileSearch } from '../../src/search/compile.ts';
import { createMatcher } from '../../src/search/match.ts';
import type { Search } from '../../src/search/parse.ts';

/** Messages in one partition as the store has it; the place of a message is its id, the first is 1. */
export function createPartition(messages: string[]) {
  const db = new Database(':memory:');
  db.exec(`
    CREATE TABLE entries_1 (id INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT;
    CREATE VIRTUAL TABLE search_1 USING fts5(text, content='', columnsize=0, detail=full, tokenize='unicode61');`);
  const insert = db.prepare('INSERT INTO entries_1 (id, message) VALUES (?, ?)');
  const index = db.prepare('INSERT INTO search_1 (rowid, text) VALUES (?, ?)');
  db.transaction(() => {
    for (const [at, message] of messages.entries()) {
      insert.run(at + 1, message);
      index.run(at + 1, `${message} \uE000c${(at % 2) + 1} \uE000l1`);
    }
  })();

  return {
    db,
    /** The messages that SQL finds, as the store puts it together; of one container (1 or 2) if that is given. */
    find: (search: Search, container?: number): string[] => {
      const { match, where, parameters } = compileSearch(search);
      const terms = [match && `(${match})`, container && `"\uE000c${container}"`].filter(Boolean);
      const conditions = [
        ...(terms.length > 0 ? ['e.id IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)'] : []),
        ...where,
      ];
      const sql = `SELECT message FROM entries_1 e WHERE ${conditions.join(' AND ')} ORDER BY id`;
      const bound = [...(terms.length > 0 ? [terms.join(' AND ')] : []), ...parameters];
      return db
        .prepare<unknown[], string>(sql.replaceAll('{search}', 'search_1'))
        .pluck()
        .all(...bound);
    },
    /** The messages that the matcher lets through. */
    filter: (search: Search): string[] => messages.filter(createMatcher(search)),
  };
}
