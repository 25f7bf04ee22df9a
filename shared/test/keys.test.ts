import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeyCheck } from '@monlight/shared/keys';

describe('createKeyCheck', () => {
  const longest = 'é'.repeat(256);
  const check = createKeyCheck('full-key-0123456789', longest);

  const keys: [presented: string, kind: 'full' | 'ingest' | null][] = [
    ['full-key-0123456789', 'full'],
    [longest, 'ingest'],
    ['', null],
    ['full-key-012345678', null],
    ['full-key-01234567890', null],
    ['full-key-0123456789\0', null],
    ['FULL-KEY-0123456789', null],
    [`${longest}é`, null],
    [longest.slice(1), null],
    ['x'.repeat(100_000), null],
  ];
  for (const [presented, kind] of keys) {
    it(`takes ${JSON.stringify(presented.slice(0, 24))} of ${presented.length} characters for ${kind}`, () => {
      assert.equal(check(presented), kind);
    });
  }

  it('knows no ingest key where none is set', () => {
    assert.equal(createKeyCheck('full-key-0123456789', undefined)(''), null);
  });
});
