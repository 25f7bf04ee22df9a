import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import { mergeBucket, type Bucket } from '../rollup/bucket.ts';
import { BUCKET_COLUMNS, toBucket, toRow, type BucketRow } from './bucket-row.ts';

/** The widths of buckets: their tables, and how long they are. */
export const TIERS = {
  minute: { table: 'minutes', ms: MINUTE_MS },
  hour: { table: 'hours', ms: HOUR_MS },
  day: { table: 'days', ms: DAY_MS },
} as const;

export type Tier = keyof typeof TIERS;

/** Adds to the buckets of one tier. Called inside a transaction. */
export function createBucketStore(db: Database, tier: Tier) {
  const { table, ms } = TIERS[tier];
  const read = db
    .prepare<[number, number], BucketRow>(`SELECT ${BUCKET_COLUMNS} FROM ${table} WHERE series = ? AND bucket = ?`)
    .raw();
  const write = db.prepare<[number, ...BucketRow]>(
    `INSERT OR REPLACE INTO ${table} (series, ${BUCKET_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return {
    /** Merges points that were not counted before into a series' bucket. */
    merge: (series: number, bucket: number, added: Bucket): void => {
      const stored = read.get(series, bucket);
      let merged = added;
      if (stored) {
        merged = toBucket(stored, ms);
        mergeBucket(merged, added);
      }
      write.run(series, ...toRow(bucket, ms, merged));
    },
  };
}
