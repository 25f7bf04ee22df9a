import type { Counts } from './counts.ts';
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
  if (bytes[0] !== VERSION) throw new RangeError(`sketch of unknown version ${bytes[0]}`);
  const reading = { bytes, at: 1 };
  const zeros = readVarint(reading);
  const negative = readCounts(reading);
  return { zeros, negative, positive: readCounts(reading) };
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

function readCounts(reading: Reading): Counts {
  const size = readVarint(reading);
  // Each takes two bytes or more.
  if (size > reading.bytes.length) throw new RangeError('sketch ends early');
  const indexes = new Array<number>(size);
  const counts = new Array<number>(size);
  let index = 0;
  for (let at = 0; at < size; at += 1) {
    index += unzigzag(readVarint(reading));
    indexes[at] = index;
    counts[at] = readVarint(reading);
  }
  return { indexes, counts };
}
