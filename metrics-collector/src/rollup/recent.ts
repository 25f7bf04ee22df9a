import { mergeBucket, createBucket, type Bucket } from './bucket.ts';

/** Minutes of series, by their numbers since 1970. */
export type SeriesMinutes = Map<number, Map<number, Bucket>>;

/** Points that no stored bucket holds yet: buckets of label sets and of the sums over them, to be added to what is stored. */
export type Recent = ReadonlyMap<number, ReadonlyMap<number, Bucket>>;

/** Puts minutes of a series to those that are there; the buckets are `target`'s from then on. How many are new. */
export function moveInto(target: SeriesMinutes, series: number, minutes: ReadonlyMap<number, Bucket>): number {
  return putInto(target, series, minutes, (bucket) => bucket);
}

/** Adds copies of minutes to those of a series. How many are new. */
export function addInto(target: SeriesMinutes, series: number, minutes: ReadonlyMap<number, Bucket>): number {
  return putInto(target, series, minutes, copyOf);
}

function putInto(
  target: SeriesMinutes,
  series: number,
  minutes: ReadonlyMap<number, Bucket>,
  take: (bucket: Bucket) => Bucket,
): number {
  const own = minutesOf(target, series);
  const before = own.size;
  for (const [minute, bucket] of minutes) {
    const found = own.get(minute);
    if (found === undefined) own.set(minute, take(bucket));
    else mergeBucket(found, bucket);
  }
  return own.size - before;
}

/** The minutes of a series, for more to be put in. */
export function minutesOf(target: SeriesMinutes, series: number): Map<number, Bucket> {
  let minutes = target.get(series);
  if (minutes === undefined) target.set(series, (minutes = new Map()));
  return minutes;
}

/** Minutes as buckets that are so many minutes wide, by their numbers. */
export function widen(minutes: ReadonlyMap<number, Bucket>, width: number): ReadonlyMap<number, Bucket> {
  const wide = new Map<number, Bucket>();
  for (const [minute, bucket] of minutes) {
    const number = Math.floor(minute / width);
    const found = wide.get(number);
    // Mostly it is one minute, which needs no copy.
    if (found === undefined) wide.set(number, minutes.size === 1 ? bucket : copyOf(bucket));
    else mergeBucket(found, bucket);
  }
  return wide;
}

function copyOf(bucket: Bucket): Bucket {
  const copy = createBucket(bucket.sketch !== null);
  mergeBucket(copy, bucket);
  return copy;
}
