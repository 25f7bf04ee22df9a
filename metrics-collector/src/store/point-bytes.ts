/** Points of a chunk, column by column. */
export interface Points {
  /** ms UTC. */
  times: ArrayLike<number>;
  series: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** First byte of every chunk. */
const VERSION = 1;
const HEADER = 5;
/** Series, time and value. */
const WIDTH = 4 + 8 + 8;

/** Points as bytes: version, count, then the columns. */
export function encodePoints({ times, series, values }: Points): Buffer {
  const count = times.length;
  const bytes = Buffer.allocUnsafe(HEADER + count * WIDTH);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt32LE(count, 1);
  let at = HEADER;
  for (let index = 0; index < count; index += 1) {
    bytes.writeUInt32LE(series[index] ?? 0, at);
    bytes.writeDoubleLE(times[index] ?? 0, at + 4);
    bytes.writeDoubleLE(values[index] ?? 0, at + 12);
    at += WIDTH;
  }
  return bytes;
}

/**
 * Bytes → points.
 *
 * @throws RangeError when the bytes are of an unknown version
 */
export function decodePoints(bytes: Buffer): Points {
  if (bytes[0] !== VERSION) throw new RangeError(`points of unknown version ${bytes[0]}`);
  const count = bytes.readUInt32LE(1);
  const times = new Float64Array(count);
  const series = new Uint32Array(count);
  const values = new Float64Array(count);
  for (let index = 0, at = HEADER; index < count; index += 1, at += WIDTH) {
    series[index] = bytes.readUInt32LE(at);
    times[index] = bytes.readDoubleLE(at + 4);
    values[index] = bytes.readDoubleLE(at + 12);
  }
  return { times, series, values };
}
