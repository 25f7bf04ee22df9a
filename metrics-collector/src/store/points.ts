/** Points, column by column. */
export interface Points {
  count: number;
  /** ms UTC. */
  times: Float64Array;
  /** Ids. */
  series: Uint32Array;
  values: Float64Array;
}

/** Room for points. */
export function createPoints(capacity: number): Points {
  return {
    count: 0,
    times: new Float64Array(capacity),
    series: new Uint32Array(capacity),
    values: new Float64Array(capacity),
  };
}

/** No sum of values up to here leaves the range of numbers, however many there are. */
const MAX_VALUE = 1e290;

/** Puts a point behind the others; there must be room. A value beyond ±1e290 counts as that. */
export function addPoint(points: Points, time: number, series: number, value: number): void {
  const { count } = points;
  points.times[count] = time;
  points.series[count] = series;
  points.values[count] = Math.min(Math.max(value, -MAX_VALUE), MAX_VALUE);
  points.count = count + 1;
}

/** Puts points behind others, of which the columns grow where needed. */
export function appendPoints(points: Points, added: Points): void {
  const count = points.count + added.count;
  if (count > points.times.length) grow(points, 2 ** Math.ceil(Math.log2(count)));
  points.times.set(added.times.subarray(0, added.count), points.count);
  points.series.set(added.series.subarray(0, added.count), points.count);
  points.values.set(added.values.subarray(0, added.count), points.count);
  points.count = count;
}

function grow(points: Points, capacity: number): void {
  const { times, series, values } = points;
  Object.assign(points, createPoints(capacity), { count: points.count });
  points.times.set(times);
  points.series.set(series);
  points.values.set(values);
}

/** First byte of every chunk. */
const VERSION = 2;
/** The version, padding, and the count. */
const HEADER = 8;
const COUNT_AT = 4;
/** Time, value and series. */
const WIDTH = 8 + 8 + 4;

/** Some of the points as bytes: version, count, then the columns as they lie in memory, little-endian. */
export function encodePoints({ times, series, values }: Points, from: number, to: number): Buffer {
  const count = to - from;
  const bytes = Buffer.allocUnsafe(HEADER + count * WIDTH);
  bytes.writeUInt32LE(VERSION, 0);
  bytes.writeUInt32LE(count, COUNT_AT);
  bytes.set(bytesOf(times.subarray(from, to)), HEADER);
  bytes.set(bytesOf(values.subarray(from, to)), HEADER + count * 8);
  bytes.set(bytesOf(series.subarray(from, to)), HEADER + count * 16);
  return bytes;
}

/**
 * Bytes → points.
 *
 * @throws RangeError when the bytes are of an unknown version
 */
export function decodePoints(bytes: Buffer): Points {
  if (bytes[0] !== VERSION) throw new RangeError(`points of unknown version ${bytes[0]}`);
  const count = bytes.readUInt32LE(COUNT_AT);
  const points = createPoints(count);
  points.count = count;
  bytesOf(points.times).set(bytes.subarray(HEADER, HEADER + count * 8));
  bytesOf(points.values).set(bytes.subarray(HEADER + count * 8, HEADER + count * 16));
  bytesOf(points.series).set(bytes.subarray(HEADER + count * 16, HEADER + count * WIDTH));
  return points;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
