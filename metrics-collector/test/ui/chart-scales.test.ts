import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fittedRange } from '@monlight/shared/ui/chart-scales.ts';

describe('an axis that follows its values', () => {
  const cases: [what: string, min: number | null, max: number | null, range: [number, number]][] = [
    ['begins at zero when they come near it', 10, 100, [0, 108]],
    ['leaves zero out when they keep to the upper half', 60, 100, [56, 104]],
    ['goes below zero with them', -10, 10, [-12, 12]],
    ['has room around one that never changes', 20, 20, [18, 22]],
    ['has a height without any', null, null, [0, 1]],
  ];

  for (const [what, min, max, range] of cases) {
    it(what, () => {
      assert.deepEqual(fittedRange(min, max), range);
    });
  }
});
