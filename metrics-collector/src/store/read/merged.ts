import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { encodeSketch } from '../../rollup/sketch-bytes.ts';
import { createSketchSum, type SketchSum } from '../../rollup/sketch-sum.ts';
import { createSketch } from '../../rollup/sketch.ts';
import { TIERS } from '../buckets.ts';
import type { Mark } from './kept.ts';
import { readFigures, readMark } from './marks.ts';
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
export function toMergeSpan(source: Source, sum: number, span: Span): MergeSpan {
  const parts = partsOf(span);
  const ranges = parts.slice(0, -1);
  return { finished: { ranges, mark: readMark(source, sum, ranges) }, tail: parts.slice(-1) };
}

/** All buckets of a sum over label sets in a span as one, without its last value. */
export function* readMerged(source: Source, series: number, { finished, tail }: MergeSpan): Steps<Bucket> {
  const { db, kept } = source;
  const { ranges, mark } = finished;
  const before = yield* kept.get(`merged ${series}`, mark, function* merge() {
    const own = createSketchSum();
    yield* addSketches(db, series, ranges, own);
    const { figures } = readFigures(source, series, ranges);
    return { figures, sketch: encodeSketch(own.toSketch() ?? createSketch()) };
  });
  const sum = createSketchSum();
  sum.addBytes(before.sketch);
  yield* addSketches(db, series, tail, sum);
  const merged = readFigures(source, series, tail).figures;
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
