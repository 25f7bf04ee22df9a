import { METRIC_TYPES } from '../metric-type.ts';
import { BACKSLASH, CLOSE_OBJECT, COLON, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE, skipBlank } from './json-bytes.ts';
import { readNumber } from './plain-number.ts';
import { createTimeReader } from './plain-time.ts';

/** What stands in a point's text. Made once and used for all points. */
export interface PlainPoint {
  /** Number of its type in `METRIC_TYPES`. */
  type: number;
  value: number;
  /** ms UTC. */
  time: number;
  /** Where the text of its name begins and ends, without the quotes. */
  nameFrom: number;
  nameTo: number;
  /** Where the text of its labels begins and ends; equal when there are none. */
  labelsFrom: number;
  labelsTo: number;
  /** Of type, name and labels, as they are written. */
  hash: number;
  /** The place behind it. */
  end: number;
}

/** A point that nothing was read into yet. */
export function createPlainPoint(): PlainPoint {
  return {
    type: 0,
    value: 0,
    time: 0,
    nameFrom: 0,
    nameTo: 0,
    labelsFrom: 0,
    labelsTo: 0,
    hash: 0,
    end: 0,
  };
}

const FIELDS = ['name', 'type', 'value', 'labels', 'timestamp'].map((name) => Buffer.from(`"${name}"`));
const TYPES = METRIC_TYPES.map((type) => Buffer.from(`"${type}"`));
const NAME = 0;
const TYPE = 1;
const VALUE = 2;
const TIMESTAMP = 4;
const REQUIRED = (1 << NAME) | (1 << TYPE) | (1 << VALUE);

/** The numbers of FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/**
 * Reads points straight from their bytes where they are written as clients write them: each field once, no
 * labels in labels. Name and labels are not looked into: whoever finds the same bytes again knows what they are.
 */
export function createPlainReader() {
  const readTime = createTimeReader();

  /**
   * False when the point is written in another way, or wrongly.
   *
   * @param now the time of a point that has none, ms UTC
   */
  return function read(bytes: Buffer, from: number, now: number, point: PlainPoint): boolean {
    if (bytes[from] !== OPEN_OBJECT) return false;
    point.time = now;
    point.labelsFrom = 0;
    point.labelsTo = 0;
    let nameHash = 0;
    let labelsHash = 0;
    let seen = 0;
    let field = -1;
    let at = from + 1;
    for (;;) {
      at = skipBlank(bytes, at);
      field = wordAt(bytes, at, FIELDS, field + 1);
      if (field === -1 || (seen & (1 << field)) !== 0) return false;
      seen |= 1 << field;
      at = skipBlank(bytes, at + (FIELDS[field] as Buffer).length);
      if (bytes[at] !== COLON) return false;
      at = skipBlank(bytes, at + 1);
      if (field === TYPE) {
        point.type = wordAt(bytes, at, TYPES, 0);
        if (point.type === -1) return false;
        at += (TYPES[point.type] as Buffer).length;
      } else if (field === VALUE) {
        at = readNumber(bytes, at, point);
      } else if (field === TIMESTAMP) {
        at = readTime(bytes, at, point);
      } else {
        const end = field === NAME ? passString(bytes, at, point) : passObject(bytes, at, point);
        if (end === -1) return false;
        if (field === NAME) {
          point.nameFrom = at + 1;
          point.nameTo = end - 1;
          nameHash = point.hash;
        } else {
          point.labelsFrom = at;
          point.labelsTo = end;
          labelsHash = point.hash;
        }
        at = end;
      }
      if (at === -1) return false;
      at = skipBlank(bytes, at);
      if (bytes[at] === CLOSE_OBJECT) break;
      if (bytes[at] !== COMMA) return false;
      at += 1;
    }
    point.hash = Math.imul(nameHash + point.type, HASH_PRIME) ^ labelsHash;
    point.end = at + 1;
    return (seen & REQUIRED) === REQUIRED;
  };
}

/** Which of some words begins at a place; -1 for none. `first` is tried first, and then those behind it. */
function wordAt(bytes: Buffer, at: number, words: readonly Buffer[], first: number): number {
  for (let tried = 0; tried < words.length; tried += 1) {
    const index = first + tried < words.length ? first + tried : first + tried - words.length;
    const word = words[index] as Buffer;
    let length = 0;
    while (length < word.length && bytes[at + length] === word[length]) length += 1;
    if (length === word.length) return index;
  }
  return -1;
}

/** The place behind a string, or -1; hashes what it holds. */
function passString(bytes: Buffer, from: number, point: PlainPoint): number {
  if (bytes[from] !== QUOTE) return -1;
  const end = behindString(bytes, from);
  if (end !== -1) point.hash = hashOf(bytes, from + 1, end - 1);
  return end;
}

/** The place behind the string that begins at `from`; -1 when it does not end. */
function behindString(bytes: Buffer, from: number): number {
  const { length } = bytes;
  for (let at = from + 1; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    // A quote behind it does not end the string.
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

/** The place behind an object without a list or another object in it, or -1; hashes what it holds. */
function passObject(bytes: Buffer, from: number, point: PlainPoint): number {
  if (bytes[from] !== OPEN_OBJECT) return -1;
  const { length } = bytes;
  for (let at = from + 1; at < length; ) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = behindString(bytes, at);
      if (at === -1) return -1;
    } else if (byte === CLOSE_OBJECT) {
      point.hash = hashOf(bytes, from + 1, at);
      return at + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) return -1;
    else at += 1;
  }
  return -1;
}

/** Four bytes at a time: all of them are looked at once more by whoever has found a text of this hash. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = HASH_START ^ (to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const high = ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ low ^ high, HASH_PRIME);
    // What the highest bits say must get to the lowest, by which a place is chosen.
    hash ^= hash >>> 15;
  }
  for (; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), HASH_PRIME);
  return hash ^ (hash >>> 15);
}
