import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createContainerFilter } from '../../src/ingest/container-filter.ts';

const NAMES = ['web', 'web-1', 'db', 'shop-web-1', 'shop-db-1', 'a.b', 'axb'];

describe('createContainerFilter', () => {
  for (const [patterns, taken] of [
    [[], NAMES],
    [['web'], ['web']],
    [
      ['web', 'db'],
      ['web', 'db'],
    ],
    [['web*'], ['web', 'web-1']],
    [['*web*'], ['web', 'web-1', 'shop-web-1']],
    [['shop-*-1'], ['shop-web-1', 'shop-db-1']],
    [['*'], NAMES],
    [['a.b'], ['a.b']],
    [['!web*'], ['db', 'shop-web-1', 'shop-db-1', 'a.b', 'axb']],
    [['shop-*', '!*-db-*'], ['shop-web-1']],
    [['!shop-web-1', 'shop-*'], ['shop-db-1']],
    [['we*eb'], []],
    [['w*e*b'], ['web']],
    [['nobody'], []],
  ] as const) {
    it(`takes ${taken.join(', ') || 'none'} for "${patterns.join(',')}"`, () => {
      const isFollowed = createContainerFilter(patterns);

      assert.deepEqual(NAMES.filter(isFollowed), taken);
    });
  }

  it('takes time in proportion to the name, whatever the pattern', () => {
    const isFollowed = createContainerFilter([`${'a*'.repeat(50)}b`]);
    const startedAt = performance.now();

    const result = isFollowed('a'.repeat(100_000));

    assert.equal(result, false);
    assert.ok(performance.now() - startedAt < 100);
  });
});
