import { createSketch, type Sketch } from './sketch.ts';

/** First byte of every stored sketch; other versions can be read beside it later. */
const VERSION = 1;

/** A sketch as bytes: its version, zeros, then negative and positive buckets as differences, all variable-length. */
export function encodeSketch({ negative, positive, zeros }: Sketch): Buffer {
  const bytes: number[] = [VERSION];
  writeNumber(bytes, zeros);
  writeCounts(bytes, negative);
  writeCounts(bytes, positive);
  return Buffer.from(bytes);
}

/**
 * Bytes → sketch.
 *
 * @throws RangeError when the bytes are of an unknown version or end early
 */
export function decodeSketch(bytes: Uint8Array): Sketch {
  if (bytes[0] !== VERSION) throw new RangeError(`sketch of unknown version ${bytes[0]}`);
  const reading = { bytes, at: 1 };
  const sketch = createSketch();
  sketch.zeros = readNumber(reading);
  readCounts(reading, sketch.negative);
  readCounts(reading, sketch.positive);
  return sketch;
}

function writeCounts(bytes: number[], counts: Map<number, number>): void {
  writeNumber(bytes, counts.size);
  let previous = 0;
  for (const [index, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    writeNumber(bytes, zigzag(index - previous));
    writeNumber(bytes, count);
    previous = index;
  }
}

function readCounts(reading: Reading, counts: Map<number, number>): void {
  let index = 0;
  for (let left = readNumber(reading); left > 0; left -= 1) {
    index += unzigzag(readNumber(reading));
    counts.set(index, readNumber(reading));
  }
}

interface Reading {
  bytes: Uint8Array;
  at: number;
}

/** Seven bits a byte, lowest first; by arithmetic, since counts go beyond 32 bits. */
function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
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
