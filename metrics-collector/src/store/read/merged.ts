import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { encodeSketch } from '../../rollup/sketch-bytes.ts';
import { createSketchSum, type SketchSum } from '../../rollup/sketch-sum.ts';
import { createSketch } from '../../rollup/sketch.ts';
import { TIERS } from '../buckets.ts';
import type { Mark } from './kept.ts';
import { partsOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/** Everything of a span but its last hours or minutes: what is merged of it is remembered. */
interface Finished {
  ranges: readonly Range[];
  /** Of the sum over all label sets, whose parts are the same as long as it is. */
  mark: Mark;
}

/** What a metric's sums are merged by. */
export interface MergeSpan {
  finished: Finished;
  tail: readonly Range[];
}

/** @param sum the sum over all label sets of a metric, none of whose sums changes without it */
export function toMergeSpan({ db }: Source, sum: number, span: Span): MergeSpan {
  const parts = partsOf(span);
  const ranges = parts.slice(0, -1);
  const { buckets, figures } = readFigures(db, sum, ranges);
  const of = ranges.map(({ tier, first, last }) => `${tier} ${first} ${last}`).join();
  return {
    finished: { ranges, mark: { of, buckets, count: figures.count, sum: figures.sum } },
    tail: parts.slice(-1),
  };
}

/** All buckets of a sum over label sets in a span as one, without its last value. */
export function* readMerged(source: Source, series: number, { finished, tail }: MergeSpan): Steps<Bucket> {
  const { db, kept } = source;
  const { ranges, mark } = finished;
  const before = yield* kept.get(`merged ${series}`, mark, function* merge() {
    const own = createSketchSum();
    yield* addSketches(db, series, ranges, own);
    const { figures } = readFigures(db, series, ranges);
    return { figures, sketch: encodeSketch(own.toSketch() ?? createSketch()) };
  });
  const sum = createSketchSum();
  sum.addBytes(before.sketch);
  yield* addSketches(db, series, tail, sum);
  const merged = readFigures(db, series, tail).figures;
  mergeBucket(merged, before.figures);
  for (const part of [...ranges, ...tail]) {
    eachRecent(source, series, part, (_, bucket) => {
      mergeBucket(merged, { ...bucket, sketch: null });
      if (bucket.sketch) sum.add(bucket.sketch);
    });
  }
  merged.sketch = sum.toSketch();
  return merged;
}

/** A series' buckets in some ranges as one, without sketch and last value. */
function readFigures(db: Database, series: number, ranges: readonly Range[]): { buckets: number; figures: Bucket } {
  const figures = createBucket(false);
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
    mergeBucket(figures, { count, sum, min, max, last: 0, lastTime: 0, sketch: null });
  }
  return { buckets, figures };
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
