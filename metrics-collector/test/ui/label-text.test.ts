import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type LabelPair, labelText, readLabels } from '../../ui/src/explorer/label-text.ts';

describe('labels in the address', () => {
  it('are written as the API takes them', () => {
    const text = labelText([
      ['method', 'GET'],
      ['endpoint', '/a:b,c'],
    ]);

    assert.equal(text, String.raw`method:GET,endpoint:/a\:b\,c`);
  });

  it('are read as they were written', () => {
    const pair = fc.tuple(fc.string({ minLength: 1 }), fc.string());

    fc.assert(
      fc.property(fc.array(pair), (pairs: LabelPair[]) => {
        assert.deepEqual(readLabels(labelText(pairs)), pairs);
      }),
    );
  });

  it('that nobody can read are none', () => {
    assert.deepEqual(readLabels(',nothing,,'), []);
  });
});
