import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addIndex } from '../../src/rollup/counts.ts';
import { decodeSketch, encodeSketch } from '../../src/rollup/sketch-bytes.ts';
import {
  addValue,
  createSketch,
  mergeSketch,
  quantilesOf,
  RELATIVE_ERROR,
  type Sketch,
} from '../../src/rollup/sketch.ts';

const QUANTILES = [0.01, 0.5, 0.95, 0.99, 1];

const values = fc.array(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0.0001, max: 100, noNaN: true }),
    fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2, 0.5),
  ),
  { minLength: 1, maxLength: 300 },
);

function sketchOf(from: readonly number[]): Sketch {
  const sketch = createSketch();
  for (const value of from) addValue(sketch, value);
  return sketch;
}

describe('a sketch', () => {
  it('knows every quantile to within its relative error, at rank ceil(q·n)', () => {
    fc.assert(
      fc.property(values, (given) => {
        const ascending = given.toSorted((a, b) => a - b);

        const found = quantilesOf(sketchOf(given), QUANTILES);

        for (const [index, quantile] of QUANTILES.entries()) {
          const exact = ascending[Math.ceil(quantile * given.length) - 1] ?? Number.NaN;
          const error = Math.abs((found?.[index] ?? Number.NaN) - exact);
          // Below the smallest normal number, doubles themselves are coarser than that.
          assert.ok(error <= Math.abs(exact) * RELATIVE_ERROR * 1.000001 + 2.3e-308, `${quantile}: ${exact}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('merges as if all values had gone into one, in any order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const merged = sketchOf(c);
        mergeSketch(merged, sketchOf(a));
        mergeSketch(merged, sketchOf(b));

        assert.deepEqual(quantilesOf(merged, QUANTILES), quantilesOf(sketchOf([...a, ...b, ...c]), QUANTILES));
      }),
    );
  });

  it('is the same after it was stored', () => {
    fc.assert(
      fc.property(values, (given) => {
        const sketch = sketchOf(given);

        const read = decodeSketch(encodeSketch(sketch));

        assert.deepEqual(quantilesOf(read, QUANTILES), quantilesOf(sketch, QUANTILES));
        assert.equal(read.zeros, sketch.zeros);
      }),
    );
  });

  it('stores counts beyond 32 bits', () => {
    const sketch = sketchOf([1, 0]);
    sketch.zeros = 2 ** 50 + 1;
    addIndex(sketch.positive, 7, 2 ** 40 + 3);

    const read = decodeSketch(encodeSketch(sketch));

    assert.equal(read.zeros, 2 ** 50 + 1);
    assert.equal(read.positive.counts[read.positive.indexes.indexOf(7)], 2 ** 40 + 3);
  });

  it('takes some hundred bytes for a hundred latencies, and about a kilobyte for a hundred thousand', () => {
    const latencies = (count: number) =>
      Array.from({ length: count }, (_, n) => 0.02 * Math.exp(Math.sin(n * 12.9898) * 2));

    assert.ok(encodeSketch(sketchOf(latencies(100))).length < 300);
    assert.ok(encodeSketch(sketchOf(latencies(100_000))).length < 1600);
  });

  it('refuses bytes that it does not know', () => {
    const bytes = encodeSketch(sketchOf([1, 2, 3]));

    assert.throws(() => decodeSketch(Buffer.from([9, 0, 0, 0])), /unknown version 9/);
    assert.throws(() => decodeSketch(bytes.subarray(0, -1)), /ends early/);
  });

  it('has no quantile without a value', () => {
    assert.equal(quantilesOf(createSketch(), QUANTILES), null);
  });
});
