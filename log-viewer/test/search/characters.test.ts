import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold, isIndexable, MARK, TOKEN, variants } from '../../src/search/characters.ts';
import { createPartition } from './partition.ts';

/** All that logs may hold but for Han, Hangul, private use and what nobody has assigned. */
const characters = [
  [1, 0x33ff],
  [0xa000, 0xabff],
  [0xe000, 0xe010],
  [0xf900, 0xffff],
  [0x10000, 0x10fff],
  [0x1d000, 0x1fbff],
].flatMap(([from = 0, until = 0]) =>
  Array.from({ length: until - from + 1 }, (_, at) => String.fromCodePoint(from + at)),
);

/** What SQLite makes of each: nothing between two letters, a break, or the character it is folded to. */
function readTokens(): Map<string, string[]> {
  const { db } = createPartition([]);
  db.exec('CREATE VIRTUAL TABLE tokens USING fts5vocab(search_1, instance)');
  const index = db.prepare('INSERT INTO search_1 (rowid, text) VALUES (?, ?)');
  db.transaction(() => {
    for (const [at, character] of characters.entries()) index.run(at, `a${character}z`);
  })();
  const tokens = new Map<string, string[]>(characters.map((character) => [character, []]));
  for (const { doc, term } of db
    .prepare<[], { doc: number; term: string }>('SELECT doc, term FROM tokens ORDER BY doc, offset')
    .iterate()) {
    tokens.get(characters[doc] ?? '')?.push(term);
  }
  return tokens;
}

describe('a character', () => {
  const tokens = readTokens();
  const isMark = new RegExp(MARK, 'v');
  const indexable = characters.filter((character) => isIndexable(character) && !isMark.test(character));
  const foldedBySqlite = (character: string) => tokens.get(character)?.[0]?.slice(1, -1) ?? '';

  it('is part of a token where it is for SQLite', () => {
    const isToken = new RegExp(TOKEN, 'v');
    const isYoungMark = /[\p{M}\p{P}\p{S}\p{Cf}]/v;

    const wrong = characters.filter((character) => {
      const isSqliteToken = tokens.get(character)?.length === 1 && foldedBySqlite(character) !== '';
      return isToken.test(character) !== isSqliteToken;
    });

    assert.deepEqual(
      wrong.filter(
        (character) => !isYoungMark.test(character) || /[\u2000-\u2fff\u{1f000}-\u{1fbff}]/v.test(character),
      ),
      ['\u2ffc', '\u2ffd', '\u2ffe', '\u2fff'],
    );
  });

  it('is dropped from the token before it where SQLite drops it', () => {
    const dropped = characters.filter((character) => tokens.get(character)?.[0] === 'az');

    assert.deepEqual(
      dropped,
      characters.filter((character) => isMark.test(character)),
    );
  });

  it('is folded as SQLite does where a token of it is looked up', () => {
    const wrong = indexable.filter((character) => fold(character) !== foldedBySqlite(character));

    assert.deepEqual(wrong, []);
    assert.ok(indexable.length > 1000);
  });

  it('is among the variants of what SQLite folds it to', () => {
    const looked = new Set(indexable.map(fold));

    const wrong = characters.filter((character) => {
      const folded = foldedBySqlite(character);
      return looked.has(folded) && !variants(folded).includes(character);
    });

    assert.deepEqual(wrong, []);
  });

  it('has no variant that SQLite folds to something else', () => {
    const looked = indexable.map(fold);

    const wrong = looked.filter((folded) =>
      Array.from(variants(folded)).some((each) => foldedBySqlite(each) !== folded),
    );

    assert.deepEqual(wrong, []);
  });
});
