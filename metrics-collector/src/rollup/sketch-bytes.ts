import { createCounts, type Counts } from './counts.ts';
import type { Sketch } from './sketch.ts';
import { MAX_VARINT, readVarint, unzigzag, writeVarint, zigzag, type Reading, type Writing } from '../varint.ts';

/** First byte of every stored sketch; other versions can be read beside it later. */
const VERSION = 1;

/** A sketch as bytes: its version, zeros, then negative and positive buckets as differences, all variable-length. */
export function encodeSketch({ negative, positive, zeros }: Sketch): Buffer {
  const most = MAX_VARINT * (3 + 2 * (negative.indexes.length + positive.indexes.length));
  const writing = { bytes: Buffer.allocUnsafe(1 + most), at: 1 };
  writing.bytes[0] = VERSION;
  writeVarint(writing, zeros);
  writeCounts(writing, negative);
  writeCounts(writing, positive);
  return writing.bytes.subarray(0, writing.at);
}

/**
 * Bytes → sketch.
 *
 * @throws RangeError when the bytes are of an unknown version or end early
 */
export function decodeSketch(bytes: Uint8Array): Sketch {
  const negative = createCounts();
  const positive = createCounts();
  const zeros = eachCount(bytes, taker(negative), taker(positive));
  return { zeros, negative, positive };
}

const taker =
  ({ indexes, counts }: Counts): TakeCount =>
  (index, count) => {
    indexes.push(index);
    counts.push(count);
  };

/** Takes how often an index was counted. */
type TakeCount = (index: number, count: number) => void;

/**
 * Hands over what a stored sketch has counted, in the order of the indexes; its zeros.
 *
 * @throws RangeError when the bytes are of an unknown version or end early
 */
export function eachCount(bytes: Uint8Array, takeNegative: TakeCount, takePositive: TakeCount): number {
  if (bytes[0] !== VERSION) throw new RangeError(`sketch of unknown version ${bytes[0]}`);
  const reading = { bytes, at: 1 };
  const zeros = readVarint(reading);
  readCounts(reading, takeNegative);
  readCounts(reading, takePositive);
  return zeros;
}

function writeCounts(writing: Writing, { indexes, counts }: Counts): void {
  writeVarint(writing, indexes.length);
  let previous = 0;
  for (let at = 0; at < indexes.length; at += 1) {
    const index = indexes[at] as number;
    writeVarint(writing, zigzag(index - previous));
    writeVarint(writing, counts[at] as number);
    previous = index;
  }
}

function readCounts(reading: Reading, take: TakeCount): void {
  const { bytes } = reading;
  const size = readVarint(reading);
  // Each takes two bytes or more.
  if (size > bytes.length) throw new RangeError('sketch ends early');
  let index = 0;
  for (let left = size; left > 0; left -= 1) {
    const { at } = reading;
    const step = bytes[at] ?? 128;
    const count = bytes[at + 1] ?? 128;
    if (step < 128 && count < 128) {
      // As most are.
      reading.at = at + 2;
      index += (step & 1) === 0 ? step >>> 1 : -(step >>> 1) - 1;
      take(index, count);
    } else {
      index += unzigzag(readVarint(reading));
      take(index, readVarint(reading));
    }
  }
}
