import { statement } from '@monlight/shared/statement';
import { createBucket, mergeBucket, type Bucket } from '../../rollup/bucket.ts';
import { ROW_MAX, ROW_MIN } from '../bucket-row.ts';
import { TIERS } from '../buckets.ts';
import type { Mark } from './kept.ts';
import type { Range } from './ranges.ts';
import type { Source } from './source.ts';

/** What a series' stored buckets in some ranges hold. */
export function readMark(source: Source, series: number, ranges: readonly Range[]): Mark {
  const { buckets, figures } = readFigures(source, series, ranges);
  const of = ranges.map(({ tier, first, last }) => `${tier} ${first} ${last}`).join();
  return { of, buckets, count: figures.count, sum: figures.sum };
}

type FiguresRow = [buckets: number, count: number, sum: number, min: number, max: number];

/** A series' stored buckets in some ranges as one, without sketch and last value, and how many they are. */
export function readFigures(
  { db }: Source,
  series: number,
  ranges: readonly Range[],
): { buckets: number; figures: Bucket } {
  const figures = createBucket(false);
  let buckets = 0;
  for (const { tier, first, last } of ranges) {
    const read = statement<[number, number, number], FiguresRow>(
      db,
      `SELECT count(*), sum(count), sum(sum), min(${ROW_MIN}), max(${ROW_MAX}) FROM ${TIERS[tier].table}
       WHERE series = ? AND bucket BETWEEN ? AND ?`,
    ).raw();
    const [found, count, sum, min, max] = read.get(series, first, last) as FiguresRow;
    if (found === 0) continue;
    buckets += found;
    mergeBucket(figures, { count, sum, min, max, last: 0, lastTime: 0, sketch: null });
  }
  return { buckets, figures };
}
