import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileSearch } from '../../src/search/compile.ts';
import { parseSearch } from '../../src/search/parse.ts';

describe('a search', () => {
  it('asks the index alone where that has the answer', () => {
    const texts = ['timeout', '"a phrase" err*', '(a OR b) c', 'a NOT (b OR c) NOT "d e"', 'a OR (b NOT c)'];

    const queries = texts.map((text) => compileSearch(parseSearch(text) ?? assert.fail()));

    assert.deepEqual(queries, [
      { match: '"timeout"', where: [], parameters: [] },
      { match: '("a phrase" AND "err" *)', where: [], parameters: [] },
      { match: '(("a" OR "b") AND "c")', where: [], parameters: [] },
      { match: '("a" NOT (("b" OR "c") OR "d e"))', where: [], parameters: [] },
      { match: '("a" OR ("b" NOT "c"))', where: [], parameters: [] },
    ]);
  });

  it('lets the index narrow down what is looked at for punctuation', () => {
    const search = parseSearch('timeout 50%_a') ?? assert.fail();

    const query = compileSearch(search);

    assert.deepEqual(query, {
      match: '("timeout" AND "50 a")',
      where: [String.raw`e.message LIKE ? ESCAPE '\'`],
      parameters: [String.raw`%50\%\_a%`],
    });
  });
});
