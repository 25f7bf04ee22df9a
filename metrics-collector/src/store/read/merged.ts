import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { encodeSketch } from '../../rollup/sketch-bytes.ts';
import { createSketchSum, type SketchSum } from '../../rollup/sketch-sum.ts';
import { createSketch } from '../../rollup/sketch.ts';
import { TIERS } from '../buckets.ts';
import { partsOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/**
 * All buckets of a sum over label sets in a span as one, without its last value. What is before the span's last hours or minutes is
 * remembered.
 */
export function* readMerged(source: Source, series: number, span: Span): Steps<Bucket> {
  const parts = partsOf(span);
  const tail = parts.slice(-1);
  const before = parts.slice(0, -1);
  const merged = createBucket(false);
  const sum = createSketchSum();
  if (before.length > 0) {
    const buckets = addFigures(source.db, series, before, merged);
    const of = before.map(({ tier, first, last }) => `${tier} ${first} ${last}`).join();
    const known = { of, buckets, count: merged.count, sum: merged.sum };
    let bytes = source.merged.find(series, known);
    if (!bytes) {
      const own = createSketchSum();
      yield* addSketches(source.db, series, before, own);
      bytes = encodeSketch(own.toSketch() ?? createSketch());
      source.merged.keep(series, known, bytes);
    }
    sum.addBytes(bytes);
  }
  addFigures(source.db, series, tail, merged);
  yield* addSketches(source.db, series, tail, sum);
  for (const part of parts) {
    eachRecent(source, series, part, (_, bucket) => {
      mergeBucket(merged, { ...bucket, sketch: null });
      if (bucket.sketch) sum.add(bucket.sketch);
    });
  }
  merged.sketch = sum.toSketch();
  return merged;
}

/** How many they are. */
function addFigures(db: Database, series: number, ranges: readonly Range[], merged: Bucket): number {
  let buckets = 0;
  for (const { tier, first, last } of ranges) {
    const read = statement<[number, number, number], [number, number, number, number, number]>(
      db,
      `SELECT count(*), sum(count), sum(sum), min(min), max(max) FROM ${TIERS[tier].table}
       WHERE series = ? AND bucket BETWEEN ? AND ?`,
    ).raw();
    const [found, count, sum, min, max] = read.get(series, first, last) as [number, number, number, number, number];
    if (found === 0) continue;
    buckets += found;
    mergeBucket(merged, { count, sum, min, max, last: 0, lastTime: 0, sketch: null });
  }
  return buckets;
}

function* addSketches(db: Database, series: number, ranges: readonly Range[], sum: SketchSum): Steps<void> {
  for (const { tier, first, last } of ranges) {
    const read = statement<[number, number, number], [Buffer]>(
      db,
      `SELECT sketch FROM ${TIERS[tier].table} WHERE series = ? AND bucket BETWEEN ? AND ? AND sketch IS NOT NULL`,
    ).raw();
    for (const [sketch] of read.all(series, first, last)) sum.addBytes(sketch);
    yield;
  }
}
