import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSearch, SearchError } from '../../src/search/parse.ts';

describe('what was typed', () => {
  it('is none where nothing is looked for', () => {
    const texts = ['', ' \t\n', '*', '""', '"  "', '* *', '(*)', '\0', '"'];

    const searches = texts.map(parseSearch);

    assert.deepEqual(
      searches,
      texts.map(() => null),
    );
  });

  it('is refused with a reason when it is too long', () => {
    const text = 'x'.repeat(10_000);

    const parse = () => parseSearch(text);

    assert.throws(parse, new SearchError('must be at most 1000 characters'));
  });

  it('is refused with a reason when it has too many words', () => {
    const text = 'x OR '.repeat(64).concat('x');

    const parse = () => parseSearch(text);

    assert.throws(parse, new SearchError('must have at most 64 words'));
  });

  it('is refused with a reason when it is nested too deep', () => {
    const text = '(x OR (y '.repeat(11);

    const parse = () => parseSearch(text);

    assert.throws(parse, new SearchError('must be nested at most 20 levels deep'));
  });
});
