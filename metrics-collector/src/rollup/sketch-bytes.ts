import type { Counts } from './counts.ts';
import type { Sketch } from './sketch.ts';

/** First byte of every stored sketch; other versions can be read beside it later. */
const VERSION = 1;
/** Bytes of the largest number: 53 bits. */
const MAX_NUMBER = 8;

/** A sketch as bytes: its version, zeros, then negative and positive buckets as differences, all variable-length. */
export function encodeSketch({ negative, positive, zeros }: Sketch): Buffer {
  const most = MAX_NUMBER * (3 + 2 * (negative.indexes.length + positive.indexes.length));
  const writing = { bytes: Buffer.allocUnsafe(1 + most), at: 1 };
  writing.bytes[0] = VERSION;
  writeNumber(writing, zeros);
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
  const zeros = readNumber(reading);
  const negative = readCounts(reading);
  return { zeros, negative, positive: readCounts(reading) };
}

function writeCounts(writing: Writing, { indexes, counts }: Counts): void {
  writeNumber(writing, indexes.length);
  let previous = 0;
  for (let at = 0; at < indexes.length; at += 1) {
    const index = indexes[at] as number;
    writeNumber(writing, zigzag(index - previous));
    writeNumber(writing, counts[at] as number);
    previous = index;
  }
}

function readCounts(reading: Reading): Counts {
  const size = readNumber(reading);
  // Each takes two bytes or more.
  if (size > reading.bytes.length) throw new RangeError('sketch ends early');
  const indexes = new Array<number>(size);
  const counts = new Array<number>(size);
  let index = 0;
  for (let at = 0; at < size; at += 1) {
    index += unzigzag(readNumber(reading));
    indexes[at] = index;
    counts[at] = readNumber(reading);
  }
  return { indexes, counts };
}

interface Writing {
  bytes: Buffer;
  at: number;
}

interface Reading {
  bytes: Uint8Array;
  at: number;
}

/** Seven bits a byte, lowest first; by arithmetic, since counts go beyond 32 bits. */
function writeNumber(writing: Writing, value: number): void {
  let rest = value;
  while (rest > 127) {
    writing.bytes[writing.at] = (rest % 128) + 128;
    writing.at += 1;
    rest = Math.floor(rest / 128);
  }
  writing.bytes[writing.at] = rest;
  writing.at += 1;
}

function readNumber(reading: Reading): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = reading.bytes[reading.at];
    if (byte === undefined) throw new RangeError('sketch ends early');
    reading.at += 1;
    value += (byte % 128) * factor;
    if (byte < 128) return value;
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
