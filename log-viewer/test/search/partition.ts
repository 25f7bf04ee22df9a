import Database from 'better-sqlite3';
import { compileSearch } from '../../src/search/compile.ts';
import { createMatcher, createRestMatcher } from '../../src/search/match.ts';
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
    /** The messages that the index finds and the rest of the search lets through; of one container (1 or 2) if that is given. */
    find: (search: Search, container?: number): string[] => {
      const query = compileSearch(search);
      const terms = [query.match && `(${query.match})`, container && `"\uE000c${container}"`].filter(Boolean);
      const where = terms.length > 0 ? 'WHERE id IN (SELECT rowid FROM search_1 WHERE search_1 MATCH ?)' : '';
      const candidates = db
        .prepare<unknown[], string>(`SELECT message FROM entries_1 ${where} ORDER BY id`)
        .pluck()
        .all(...(terms.length > 0 ? [terms.join(' AND ')] : []));
      return candidates.filter(createRestMatcher(query) ?? (() => true));
    },
    /** The messages that the matcher lets through. */
    filter: (search: Search): string[] => messages.filter(createMatcher(search)),
  };
}
