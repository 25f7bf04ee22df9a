import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileSearch } from '../../src/search/compile.ts';
import { createRestMatcher } from '../../src/search/match.ts';
import { parseSearch } from '../../src/search/parse.ts';

describe('a search', () => {
  it('asks the index alone where that has the answer', () => {
    const texts = ['timeout', '"a phrase" err*', '(a OR b) c', 'a NOT (b OR c) NOT "d e"', 'a OR (b NOT c)'];

    const queries = texts.map((text) => compileSearch(parseSearch(text) ?? assert.fail()));

    assert.deepEqual(queries, [
      { match: '"timeout"', rest: [] },
      { match: '("a phrase" AND "err" *)', rest: [] },
      { match: '(("a" OR "b") AND "c")', rest: [] },
      { match: '("a" NOT (("b" OR "c") OR "d e"))', rest: [] },
      { match: '("a" OR ("b" NOT "c"))', rest: [] },
    ]);
  });

  it('lets the index narrow down what is looked at for punctuation', () => {
    const search = parseSearch('timeout 50%_a') ?? assert.fail();

    const query = compileSearch(search);

    assert.equal(query.match, '("timeout" AND "50 a")');
    assert.deepEqual(
      query.rest.map((part) => part.kind === 'term' && part.text),
      ['50%_a'],
    );
  });

  it('leaves to be looked at only what the index has not answered', () => {
    const messages = ['a b-c', 'A B-C', 'b c', 'c b-c'];
    const matches = createRestMatcher(compileSearch(parseSearch('a b-c') ?? assert.fail()));

    const found = messages.map((message) => matches?.(message));

    assert.deepEqual(found, [true, true, false, true]);
    assert.equal(createRestMatcher(compileSearch(parseSearch('a b') ?? assert.fail())), null);
  });
});
