import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { NO_PERCENTILES, percentilesOfSum, type Percentiles } from '../../rollup/percentiles.ts';
import { encodeSketch } from '../../rollup/sketch-bytes.ts';
import { createSketchSum, type SketchSum } from '../../rollup/sketch-sum.ts';
import { TIERS } from '../buckets.ts';
import type { Mark } from './kept.ts';
import { readFigures, readMark } from './marks.ts';
import { partsOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

/** What is stored of some of a span: what is worked out of it is remembered. */
interface Part {
  ranges: readonly Range[];
  /** Of the sum over all label sets, whose buckets are the same as long as it is. */
  mark: Mark;
}

/** What a metric's sums are merged by. */
export interface MergeSpan {
  /** Everything but the last hours or minutes, which is the same for long. */
  finished: Part;
  /** Everything, which is the same until buckets are stored. */
  whole: Part;
  tail: readonly Range[];
}

/** @param sum the sum over all label sets of a metric, none of whose sums changes without it */
export function toMergeSpan(source: Source, sum: number, span: Span): MergeSpan {
  const parts = partsOf(span);
  const ranges = parts.slice(0, -1);
  const tail = parts.slice(-1);
  const before = readMark(source, sum, ranges);
  const behind = readMark(source, sum, tail);
  const mark = {
    of: `${before.of},${behind.of}`,
    buckets: before.buckets + behind.buckets,
    count: before.count + behind.count,
    sum: before.sum + behind.sum,
  };
  return { finished: { ranges, mark: before }, whole: { ranges: parts, mark }, tail };
}

/** A sum over label sets, merged; the sketch as bytes. */
interface Stored {
  figures: Bucket;
  sketch: Uint8Array;
}

/** All buckets of a sum over label sets in a span as one. */
export interface Merged {
  /** Without sketch and last value. */
  figures: Bucket;
  percentiles: Percentiles;
}

/** What is merged when there is nothing. */
export const NOTHING: Merged = { figures: createBucket(false), percentiles: NO_PERCENTILES };

/** Used by one sum after the other. */
const recentSum = createSketchSum();

/** Merges all buckets of a sum over label sets in a span. */
export function* readMerged(source: Source, series: number, span: MergeSpan): Steps<Merged> {
  const { finished, whole, tail } = span;
  const stored = yield* source.kept.get(`stored ${series}`, whole.mark, function* mergeStored() {
    const before = yield* source.kept.get(`merged ${series}`, finished.mark, () =>
      merge(source, series, finished.ranges),
    );
    return yield* merge(source, series, tail, before);
  });
  const figures = { ...stored.figures };
  recentSum.clear();
  recentSum.addBytes(stored.sketch);
  for (const range of whole.ranges) {
    eachRecent(source, series, range, (_, bucket) => {
      mergeBucket(figures, { ...bucket, sketch: null });
      if (bucket.sketch) recentSum.add(bucket.sketch);
    });
  }
  return { figures, percentiles: percentilesOfSum(recentSum, figures) };
}

/** Merges the stored buckets of some ranges, and what was merged before. */
function* merge(source: Source, series: number, ranges: readonly Range[], before?: Stored): Steps<Stored> {
  const sum = createSketchSum();
  if (before) sum.addBytes(before.sketch);
  yield* addSketches(source.db, series, ranges, sum);
  const { figures } = readFigures(source, series, ranges);
  if (before) mergeBucket(figures, before.figures);
  return { figures, sketch: encodeSketch(sum.toSketch()) };
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
