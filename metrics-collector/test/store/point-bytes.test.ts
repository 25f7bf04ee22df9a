import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodePoints, encodePoints } from '../../src/store/point-bytes.ts';
import { addPoint, createPoints, type Points } from '../../src/store/points.ts';

type Point = [time: number, series: number, value: number];

function toPoints(list: readonly Point[]): Points {
  const points = createPoints(list.length);
  for (const point of list) addPoint(points, ...point);
  return points;
}

function toList({ count, times, series, values }: Points): Point[] {
  return Array.from({ length: count }, (_, at) => [times[at], series[at], values[at]] as Point);
}

describe('the bytes of points', () => {
  it('give every point back to the bit, in its place', () => {
    // The sign of a zero is no value.
    const value = fc
      .oneof(
        fc.double({ noNaN: true, min: -1e290, max: 1e290 }),
        fc.integer(),
        fc.integer().map((n) => n / 1000),
      )
      .map((n) => n + 0);
    const time = fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1.7e12, max: 1.7e12 + 1000 }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(time, fc.nat(2 ** 32 - 1), value), { maxLength: 50 }),
        fc.nat(50),
        (list, skipped) => {
          const from = Math.min(skipped, list.length);

          const bytes = encodePoints(toPoints(list), from, list.length);

          assert.deepEqual(toList(decodePoints(bytes)), list.slice(from));
        },
      ),
    );
  });

  it('are few for what a web server measures', () => {
    const list = Array.from({ length: 1000 }, (_, n): Point => [1.7e12 + n, n % 300, n % 2 === 0 ? 1 : n / 1000]);

    assert.ok(encodePoints(toPoints(list), 0, list.length).length <= 6 * list.length);
  });

  it('are read as they were written before, in columns', () => {
    const bytes = Buffer.alloc(8 + 2 * 20);
    bytes.writeUInt32LE(2, 0);
    bytes.writeUInt32LE(2, 4);
    for (const [at, time] of [1.7e12, 1.7e12 + 5].entries()) bytes.writeDoubleLE(time, 8 + at * 8);
    for (const [at, value] of [0.25, -3].entries()) bytes.writeDoubleLE(value, 24 + at * 8);
    for (const [at, series] of [7, 4_000_000_000].entries()) bytes.writeUInt32LE(series, 40 + at * 4);

    assert.deepEqual(toList(decodePoints(bytes)), [
      [1.7e12, 7, 0.25],
      [1.7e12 + 5, 4_000_000_000, -3],
    ]);
  });

  it('are refused when they are of another version or cut short', () => {
    const bytes = encodePoints(toPoints([[1.7e12, 1, Math.PI]]), 0, 1);

    assert.throws(() => decodePoints(Buffer.from([9])), RangeError);
    for (let end = 1; end < bytes.length; end += 1)
      assert.throws(() => decodePoints(bytes.subarray(0, end)), RangeError);
  });
});
