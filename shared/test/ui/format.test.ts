import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAgo, formatCount, formatShort, plural } from '@monlight/shared/ui/format.ts';
import { fromSearch, toSearch } from '@monlight/shared/ui/query-string.ts';

const now = Date.parse('2026-01-23T15:30:00Z');
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe('figures and times in words', () => {
  it('give an age in its largest unit', () => {
    const ages = [
      { age: -second, words: 'just now' },
      { age: 4 * second, words: 'just now' },
      { age: 59 * second, words: '59 s ago' },
      { age: minute, words: '1 min ago' },
      { age: 3 * hour - second, words: '2 h ago' },
      { age: 30 * day, words: '30 d ago' },
      { age: Number.NaN, words: '–' },
    ];

    for (const { age, words } of ages) assert.equal(formatAgo(now - age, now), words);
  });

  it('group thousands, shorten what is very large, and know the singular', () => {
    assert.equal(formatCount(1_234_567), '1,234,567');
    assert.deepEqual([99_999, 120_400, 3_000_000].map(formatShort), ['99,999', '120.4K', '3M']);
    assert.deepEqual(
      [0, 1, 2].map((count) => plural(count, 'error')),
      ['0 errors', '1 error', '2 errors'],
    );
  });
});

describe('state in the query string', () => {
  const defaults = { view: 'open', search: '', page: '1' };

  it('leaves out what is a default', () => {
    assert.equal(toSearch(defaults, defaults), '');
    assert.equal(toSearch({ ...defaults, view: 'all' }, defaults), '?view=all');
  });

  it('comes back whatever is in it, and without what it does not know', () => {
    const values = { ...defaults, search: 'a&b=c d+e%20“ü”' };

    assert.deepEqual(fromSearch(toSearch(values, defaults), defaults), values);
    assert.deepEqual(fromSearch('?other=1', defaults), defaults);
  });
});
