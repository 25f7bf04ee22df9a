import type { Bucket } from '../rollup/bucket.ts';
import { decodeSketch, encodeSketch } from '../rollup/sketch-bytes.ts';
import { SCALES, toMultiple } from './round-figures.ts';

/** A stored bucket without its sketch, column by column; the first is its number since 1970. */
export type FigureColumns = [
  bucket: number,
  count: number,
  sum: number,
  min: number,
  max: number,
  last: number,
  lastTime: number,
];

/** A stored bucket. */
export type BucketRow = [...FigureColumns, sketch: Buffer | null];

/** The columns of `FigureColumns`. */
export const FIGURE_COLUMNS = 'bucket, count, sum, min, max, last, last_time';
/** The columns of a `BucketRow`. */
export const BUCKET_COLUMNS = `${FIGURE_COLUMNS}, sketch`;

const FORMS = SCALES.length;

/** What a row's min and max are divided by. Only what is left of a negative time says it; times of before are not negative. */
const SCALE = `CASE last_time % ${FORMS} ${SCALES.map((scale, form) => `WHEN ${-form} THEN ${scale}`).join(' ')} ELSE 1 END`;
/** A row's min and max in SQL: see `toRow`. */
export const ROW_MIN = `iif(count = 1, sum, min / (${SCALE}))`;
export const ROW_MAX = `iif(count = 1, sum, max / (${SCALE}))`;

/**
 * A bucket as it is stored. SQLite keeps a whole number in as few bytes as it needs, in a REAL column too, so what is stored is
 * whole and small where it can be:
 *
 * - min, max and last of one point are its sum, and stored as 0;
 * - of several points they are multiplied by the first of `SCALES` that makes whole numbers of all three;
 * - the time is that from the last point to the bucket's end, times `FORMS`, plus which scale it was; negative.
 *
 * Rows of before have the last point's time since 1970 instead, which is not negative, and their values as they are.
 *
 * @param ms how long the bucket is
 */
export function toRow(bucket: number, ms: number, from: Bucket): BucketRow {
  const { count, sum, min, max, last, lastTime, sketch } = from;
  const form = count === 1 ? 0 : formOf(from);
  const written = (value: number) => (count === 1 ? 0 : form === 0 ? value : toMultiple(value, SCALES[form] as number));
  const time = -(((bucket + 1) * ms - lastTime) * FORMS + form);
  return [bucket, count, sum, written(min), written(max), written(last), time, sketch && encodeSketch(sketch)];
}

/** Which scale makes whole numbers of a bucket's values; 0, by which they stay as they are, when none does. */
function formOf({ min, max, last }: Bucket): number {
  const isWhole = (scale: number) =>
    !Number.isNaN(toMultiple(min, scale) + toMultiple(max, scale) + toMultiple(last, scale));
  return Math.max(SCALES.findIndex(isWhole), 0);
}

/** A row as it is worked with, without its sketch. */
export function toFigures(row: [...FigureColumns, ...unknown[]], ms: number): Bucket {
  const [bucket, count, sum, min, max, last, lastTime] = row;
  const form = lastTime < 0 ? -lastTime % FORMS : 0;
  const scale = SCALES[form] as number;
  return {
    count,
    sum,
    min: count === 1 ? sum : min / scale,
    max: count === 1 ? sum : max / scale,
    last: count === 1 ? sum : last / scale,
    lastTime: lastTime < 0 ? (bucket + 1) * ms - (-lastTime - form) / FORMS : lastTime,
    sketch: null,
  };
}

/** A row as it is worked with. */
export function toBucket(row: BucketRow, ms: number): Bucket {
  const [, , , , , , , sketch] = row;
  return { ...toFigures(row, ms), sketch: sketch && decodeSketch(sketch) };
}
