/** Bytes that are being written; there must be room for `MAX_VARINT` more with each number. */
export interface Writing {
  bytes: Buffer;
  at: number;
}

/** Bytes that are being read. */
export interface Reading {
  bytes: Uint8Array;
  at: number;
}

/** Bytes of the largest number: 53 bits. */
export const MAX_VARINT = 8;

/** Writes a whole number from 0 to 2^53 − 1: seven bits a byte, lowest first; by arithmetic, since bits end at 32. */
export function writeVarint(writing: Writing, value: number): void {
  const { bytes } = writing;
  let { at } = writing;
  if (value < 128) {
    // As most are.
    bytes[at] = value;
    writing.at = at + 1;
    return;
  }
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  writing.at = at;
}

/**
 * Reads what `writeVarint` wrote.
 *
 * @throws RangeError when the bytes end before the number does
 */
export function readVarint(reading: Reading): number {
  const { bytes } = reading;
  let { at } = reading;
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError('a number ends early');
    value += (byte % 128) * factor;
    if (byte < 128) break;
  }
  reading.at = at;
  return value;
}

/** A whole number as one from 0, small where it is near to 0. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** What `zigzag` was given. */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
