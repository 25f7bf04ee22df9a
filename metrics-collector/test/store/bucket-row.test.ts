import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY_MS } from '@monlight/shared/time';
import fc from 'fast-check';
import { addPoint, createBucket } from '../../src/rollup/bucket.ts';
import { BUCKET_COLUMNS, ROW_MAX, ROW_MIN, toBucket, type BucketRow } from '../../src/store/bucket-row.ts';
import { createBucketStore, TIERS, type Tier } from '../../src/store/buckets.ts';
import { openTables } from './open.ts';

describe('a stored bucket', () => {
  for (const tier of Object.keys(TIERS) as Tier[]) {
    it(`in ${TIERS[tier].table} is to the bit what it was, for SQL as well`, (t) => {
      const db = openTables(t);
      const { table, ms } = TIERS[tier];
      const store = createBucketStore(db, tier);
      const read = db.prepare<[], BucketRow>(`SELECT ${BUCKET_COLUMNS} FROM ${table}`).raw();
      const extremes = db.prepare(`SELECT min(${ROW_MIN}), max(${ROW_MAX}) FROM ${table}`).raw();
      const integer = fc.integer();
      // The sign of a zero is no value.
      const value = fc
        .oneof(
          fc.double({ noNaN: true, min: -1e290, max: 1e290 }),
          integer,
          integer.map((n) => n / 1000),
          fc.maxSafeInteger().map((n) => n / 1e6),
        )
        .map((n) => n + 0);
      const points = fc.array(fc.tuple(value, fc.nat(ms - 1)), { minLength: 1, maxLength: 4 });
      const number = fc.constantFrom(0, Math.floor((1.7e9 * 1000) / ms), Math.floor((30_000 * DAY_MS) / ms));
      fc.assert(
        fc.property(points, number, fc.boolean(), (list, bucket, isHistogram) => {
          db.exec(`DELETE FROM ${table}`);
          const expected = createBucket(isHistogram);
          for (const [each, at] of list) addPoint(expected, each, bucket * ms + at);

          store.merge(1, bucket, expected);

          assert.deepEqual(toBucket(read.get() as BucketRow, ms), expected);
          assert.deepEqual(extremes.get(), [expected.min, expected.max]);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('of round figures takes few bytes', (t) => {
    const db = openTables(t);
    const store = createBucketStore(db, 'minute');
    for (let series = 1; series <= 500; series += 1) {
      for (let bucket = 29_000_000; bucket < 29_000_010; bucket += 1) {
        const added = createBucket(false);
        for (let n = 0; n < 6; n += 1) {
          addPoint(added, ((series * 31 + n * 17) % 1000) / 1000, bucket * TIERS.minute.ms + n * 9999);
        }
        store.merge(series, bucket, added);
      }
    }

    const bytes = db
      .prepare<[], number>("SELECT sum(pgsize) * 1.0 / sum(ncell) FROM dbstat WHERE name = 'minutes'")
      .pluck()
      .get();

    assert.ok((bytes ?? Number.NaN) < 55, `${bytes} bytes`);
  });
});
