import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { NO_PERCENTILES, percentilesOf, type Percentiles } from '../../rollup/percentiles.ts';
import { decodeSketch } from '../../rollup/sketch-bytes.ts';
import { createSketch, mergeSketch } from '../../rollup/sketch.ts';
import {
  BUCKET_COLUMNS,
  FIGURE_COLUMNS,
  toBucket,
  toFigures,
  type BucketRow,
  type FigureColumns,
} from '../bucket-row.ts';
import { TIERS, type Tier } from '../buckets.ts';
import type { Range } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

/** Buckets of which the sketches are held together. */
const WINDOW = 100;
/** Buckets of one series in one step. */
const STEP = 25;
/** Sketches that are read one by one. */
const FEW = 4;

/** Takes a bucket that begins at `start`, ms; its sketch may be left out. */
type TakeBucket = (start: number, bucket: Bucket, percentiles: Percentiles) => void;

/**
 * Hands over the buckets of one or several series in a range, merged, by their start in ms, ascending: all sketches of a long span
 * together would take too much memory.
 */
export function* readBuckets(
  source: Source,
  series: readonly number[],
  { tier, first, last }: Range,
  take: TakeBucket,
): Steps<void> {
  const [only] = series;
  for (let from = first; from <= last; from += WINDOW) {
    const window = { tier, first: from, last: Math.min(from + WINDOW - 1, last) };
    if (series.length === 1 && only !== undefined) yield* readOne(source, only, window, take);
    else yield* readMany(source, series, window, take);
  }
}

interface Found {
  /** Without its sketch. */
  bucket: Bucket;
  hasSketch: boolean;
  /** Those of which the sketches are not in the stored one. */
  recent: readonly Bucket[];
}

type FoundRow = [...FigureColumns, hasSketch: number];

/** Of one series only those sketches are read of which the percentiles are not known. */
function* readOne(source: Source, series: number, range: Range, take: TakeBucket): Steps<void> {
  const { table, ms } = TIERS[range.tier];
  const found: (Found | undefined)[] = [];
  const rows = statement<[number, number, number], FoundRow>(
    source.db,
    `SELECT ${FIGURE_COLUMNS}, sketch IS NOT NULL FROM ${table}
     WHERE series = ? AND bucket BETWEEN ? AND ?`,
  )
    .raw()
    .all(series, range.first, range.last);
  for (const row of rows) {
    found[row[0] - range.first] = { bucket: toFigures(row, ms), hasSketch: row[7] === 1, recent: [] };
  }
  eachRecent(source, series, range, (number, bucket) => {
    const own = (found[number - range.first] ??= { bucket: createBucket(false), hasSketch: false, recent: [] });
    mergeBucket(own.bucket, { ...bucket, sketch: null });
    own.recent = [...own.recent, bucket];
  });
  yield;
  const readSketch = createSketchReader(source.db, series, range);
  for (const [at, own] of found.entries()) {
    if (!own) continue;
    const number = range.first + at;
    take(number * ms, own.bucket, findPercentiles(source, own, { series, tier: range.tier, number, readSketch }));
    if (at % STEP === 0) yield;
  }
}

interface Place {
  series: number;
  tier: Tier;
  number: number;
  readSketch: ReadSketch;
}

function findPercentiles(
  { percentiles }: Source,
  { bucket, hasSketch, recent }: Found,
  { series, tier, number, readSketch }: Place,
): Percentiles {
  if (!hasSketch && recent.every(({ sketch }) => sketch === null)) return NO_PERCENTILES;
  const { count, sum, min, max } = bucket;
  const known = { series, ms: TIERS[tier].ms, bucket: number, count, sum };
  const kept = percentiles.find(known);
  if (kept) return kept;
  const sketch = hasSketch ? decodeSketch(readSketch(number)) : createSketch();
  for (const each of recent) if (each.sketch) mergeSketch(sketch, each.sketch);
  const found = percentilesOf({ sketch, min, max });
  percentiles.keep(known, found);
  return found;
}

/** Reads the sketch of a bucket that has one. */
type ReadSketch = (number: number) => Uint8Array;

/** Sketches come one by one as long as few are wanted, and then all that follow at once. To be asked in ascending order. */
function createSketchReader(db: Database, series: number, { tier, last }: Range): ReadSketch {
  const read = statement<[number, number, number], [bucket: number, sketch: Buffer]>(
    db,
    `SELECT bucket, sketch FROM ${TIERS[tier].table} WHERE series = ? AND bucket BETWEEN ? AND ? AND sketch IS NOT NULL`,
  ).raw();
  let wanted = 0;
  let following: Map<number, Buffer> | undefined;
  return (number) => {
    wanted += 1;
    if (wanted > FEW) following ??= new Map(read.all(series, number, last));
    return following?.get(number) ?? (read.get(series, number, number) as [number, Buffer])[1];
  };
}

function* readMany(source: Source, series: readonly number[], range: Range, take: TakeBucket): Steps<void> {
  const { table, ms } = TIERS[range.tier];
  const read = statement<[number, number, number], BucketRow>(
    source.db,
    `SELECT ${BUCKET_COLUMNS} FROM ${table} WHERE series = ? AND bucket BETWEEN ? AND ?`,
  ).raw();
  const merged: (Bucket | undefined)[] = [];
  for (const id of series) {
    for (const row of read.all(id, range.first, range.last)) {
      const at = row[0] - range.first;
      const found = merged[at];
      if (found) mergeBucket(found, toBucket(row, ms));
      else merged[at] = toBucket(row, ms);
    }
    eachRecent(source, id, range, (number, bucket) => {
      mergeBucket((merged[number - range.first] ??= createBucket(false)), bucket);
    });
    yield;
  }
  for (const [at, bucket] of merged.entries()) {
    if (bucket) take((range.first + at) * ms, bucket, percentilesOf(bucket));
  }
}
