import { addValue, createSketch, mergeSketch, type Sketch } from './sketch.ts';

/** Everything that is known of a series' points in one span of time. Two of them merge exactly. */
export interface Bucket {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** The value of the newest point, and its time in ms. */
  last: number;
  lastTime: number;
  /** Of histograms only. */
  sketch: Sketch | null;
}

/** A bucket without a point. */
export function createBucket(isHistogram: boolean): Bucket {
  return {
    count: 0,
    sum: 0,
    min: Infinity,
    max: -Infinity,
    last: 0,
    lastTime: -Infinity,
    sketch: isHistogram ? createSketch() : null,
  };
}

/** Takes a point in. */
export function addPoint(bucket: Bucket, value: number, time: number): void {
  bucket.count += 1;
  bucket.sum += value;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
  if (time >= bucket.lastTime) {
    bucket.last = value;
    bucket.lastTime = time;
  }
  if (bucket.sketch) addValue(bucket.sketch, value);
}

/** Takes in all points of another bucket. */
export function mergeBucket(bucket: Bucket, other: Bucket): void {
  bucket.count += other.count;
  bucket.sum += other.sum;
  if (other.min < bucket.min) bucket.min = other.min;
  if (other.max > bucket.max) bucket.max = other.max;
  if (other.lastTime >= bucket.lastTime) {
    bucket.last = other.last;
    bucket.lastTime = other.lastTime;
  }
  if (other.sketch) mergeSketch((bucket.sketch ??= createSketch()), other.sketch);
}
