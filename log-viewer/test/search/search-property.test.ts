import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createMatcher, highlights } from '../../src/search/match.ts';
import { parseSearch, type Search, SearchError } from '../../src/search/parse.ts';
import { createPartition } from './partition.ts';

const latin = ['a', 'b', 'B', 'ab', 'Ab', '1', 'é', 'É', 'e', 'e\u0301', 'ß', 'ſ', 'S', 'İ', 'ﬁ', 'Ⱥ', 'ⱥ', '\u212a'];
const others = ['й', 'µ', 'ς', '错', 'か', 'が', 'ผ', 'ิ', '한', 'क', '्', '\u0301', '\u0305', '\u0378', '𐐷', '𐐏'];
const symbols = ['🔥', '🥳', '\u200d', '\uE000', '\u00a0', '\n', '\ufffd', '%', '_', '\\', '*', '"', '(', ')'];
const punctuation = ['-', '.', '/', ':', "'", '+', '^', '{', '?'];
const piece = fc.constantFrom(...latin, ...others, ...symbols, ...punctuation);
const space = fc.constantFrom(' ', ' ', ' ', '', '  ');
const message = fc
  .array(fc.tuple(piece, fc.constantFrom('', '', ' ')), { maxLength: 12 })
  .map((pieces) => pieces.flat().join(''));
const operator = fc.constantFrom('OR', 'NOT', 'AND', '(', ')', '"', '*', '-', '\0', '\ud83d');
const word = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
const typed = fc
  .array(fc.tuple(fc.oneof({ arbitrary: word, weight: 3 }, { arbitrary: operator, weight: 2 }), space), {
    maxLength: 12,
  })
  .map((parts) => parts.flat().join(''));

/** null where there is nothing to search for or it is too much. */
function tryParse(text: string): Search | null {
  try {
    return parseSearch(text);
  } catch (error) {
    assert.ok(error instanceof SearchError);
    return null;
  }
}

describe('any search', () => {
  it('finds the same in the index as in messages that come by', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 4, maxLength: 10 }),
        fc.array(typed, { minLength: 10, maxLength: 20 }),
        (messages, texts) => {
          const { db, find, filter } = createPartition(messages);
          for (const text of texts) {
            const search = tryParse(text);
            if (search) assert.deepEqual(find(search), filter(search), JSON.stringify(text));
          }
          db.close();
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is read without another error, and finds what it finds, whatever was typed', () => {
    const { find, filter } = createPartition(['a', 'b -', '(']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const search = tryParse(text);
        if (search) assert.deepEqual(find(search), filter(search));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the message that it was copied from', () => {
    fc.assert(
      fc.property(message, (text) => {
        const search = tryParse(`"${text.replaceAll('"', '')}"`);
        const { db, find, filter } = createPartition([text.replaceAll('"', '')]);
        if (search) assert.deepEqual([find(search).length, filter(search).length], [1, 1]);
        db.close();
      }),
      { numRuns: 1000 },
    );
  });

  it('highlights ascending parts of the messages that its words find, and nothing in others', () => {
    fc.assert(
      fc.property(message, word, (text, single) => {
        const search = tryParse(single);
        if (search?.kind !== 'term') return;

        const found = highlights(search)(text);

        const ends = [-1, ...found.map(({ to }) => to)];
        assert.ok(found.every(({ from, to }, at) => from > (ends[at] ?? 0) && from < to && to <= text.length));
        if (found.length > 0) assert.ok(createMatcher(search)(text));
        else assert.ok(search.isLiteral || !createMatcher(search)(text));
      }),
      { numRuns: 5000 },
    );
  });
});
