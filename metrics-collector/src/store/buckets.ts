import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import { mergeBucket, type Bucket } from '../rollup/bucket.ts';
import { createSketch } from '../rollup/sketch.ts';
import { decodeSketch, encodeSketch } from '../rollup/sketch-bytes.ts';

/** The widths of buckets: their tables, and how long they are. */
export const TIERS = {
  minute: { table: 'minutes', ms: MINUTE_MS },
  hour: { table: 'hours', ms: HOUR_MS },
  day: { table: 'days', ms: DAY_MS },
} as const;

export type Tier = keyof typeof TIERS;

/** A stored bucket, column by column; the first is its number since 1970. */
export type BucketRow = [
  bucket: number,
  count: number,
  sum: number,
  min: number,
  max: number,
  last: number,
  lastTime: number,
  sketch: Buffer | null,
];

/** The columns of a `BucketRow`. */
export const BUCKET_COLUMNS = 'bucket, count, sum, min, max, last, last_time, sketch';

/** A row as it is worked with. */
export function toBucket([, count, sum, min, max, last, lastTime, sketch]: BucketRow): Bucket {
  return { count, sum, min, max, last, lastTime, sketch: sketch && decodeSketch(sketch) };
}

/** Adds to the buckets of one tier. Called inside a transaction. */
export function createBucketStore(db: Database, tier: Tier) {
  const { table } = TIERS[tier];
  const read = db
    .prepare<[number, number], BucketRow>(`SELECT ${BUCKET_COLUMNS} FROM ${table} WHERE series = ? AND bucket = ?`)
    .raw();
  const write = db.prepare<[number, number, number, number, number, number, number, number, Buffer]>(
    `INSERT OR REPLACE INTO ${table} (series, bucket, count, sum, min, max, last, last_time, sketch)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const add = db.prepare<[number, number, number, number, number, number, number, number]>(
    `INSERT INTO ${table} (series, bucket, count, sum, min, max, last, last_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (series, bucket) DO UPDATE SET
       count = count + excluded.count, sum = sum + excluded.sum,
       min = min(min, excluded.min), max = max(max, excluded.max),
       last = CASE WHEN excluded.last_time >= last_time THEN excluded.last ELSE last END,
       last_time = max(last_time, excluded.last_time)`,
  );

  return {
    /** Merges points that were not counted before into a series' bucket. */
    merge: (series: number, bucket: number, added: Bucket): void => {
      if (added.sketch === null) {
        add.run(series, bucket, added.count, added.sum, added.min, added.max, added.last, added.lastTime);
        return;
      }
      const stored = read.get(series, bucket);
      let merged = added;
      if (stored) {
        merged = toBucket(stored);
        mergeBucket(merged, added);
      }
      const { count, sum, min, max, last, lastTime, sketch } = merged;
      write.run(series, bucket, count, sum, min, max, last, lastTime, encodeSketch(sketch ?? createSketch()));
    },
  };
}
