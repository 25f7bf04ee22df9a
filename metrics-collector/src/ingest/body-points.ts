import { InvalidInput, InvalidJson } from '@monlight/shared/errors';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  endOfString,
  endOfValue,
  parseBetween,
  skipBlank,
} from './json-bytes.ts';

export const MAX_POINTS = 10_000;
/** Longer than the longest point that is right: what is parsed at once, and so how much memory a body can take. */
export const MAX_VALUE_BYTES = 160 * 1024;

const LIST_FIELD = Buffer.from('"metrics"');
const LIST = `Field 'metrics' must be a list of 1 to ${MAX_POINTS} points`;

/** Takes the point whose text begins at `from`, and says where that text ends. */
type TakePoint = (from: number, index: number) => number;

/**
 * Walks over the points of a body, `{"metrics": […]}` or the list alone. The body is never parsed as a whole: its objects
 * would take twenty times the memory of its text.
 *
 * @yields after `slice` points
 * @throws InvalidJson, InvalidInput
 */
export function* walkPoints(bytes: Buffer, slice: number, take: TakePoint): Generator<undefined, number> {
  const start = skipBlank(bytes, 0);
  const isWrapped = bytes[start] === OPEN_OBJECT;
  let at = (isWrapped ? findList(bytes, start) : openList(bytes, start)) + 1;
  let count = 0;
  for (let isLast = false; !isLast; at += 1) {
    at = skipBlank(bytes, at);
    if (count === 0 && bytes[at] === CLOSE_LIST) throw new InvalidInput(LIST);
    if (count === MAX_POINTS) throw new InvalidInput(LIST);
    at = skipBlank(bytes, take(at, count));
    count += 1;
    isLast = bytes[at] === CLOSE_LIST;
    if (!isLast && bytes[at] !== COMMA) throw new InvalidJson();
    if (!isLast && count % slice === 0) yield;
  }
  if (isWrapped) at = endOfFields(bytes, at);
  if (skipBlank(bytes, at) < bytes.length) throw new InvalidJson();
  return count;
}

/** Where the list begins that is the whole body. */
function openList(bytes: Buffer, at: number): number {
  if (bytes[at] === OPEN_LIST) return at;
  if (bytes.length > 0) parseBetween(bytes, 0, bytes.length);
  throw new InvalidInput('Request body must be a JSON object');
}

/** Where the list begins that is the object's field. */
function findList(bytes: Buffer, start: number): number {
  let at = skipBlank(bytes, start + 1);
  if (bytes[at] === CLOSE_OBJECT) throw missing(bytes, at + 1);
  for (;;) {
    const { name, value } = fieldAt(bytes, at);
    if (name === 'metrics') {
      if (bytes[value] === OPEN_LIST) return value;
      skipField(bytes, name, value);
      throw new InvalidInput(LIST);
    }
    at = skipBlank(bytes, skipField(bytes, name, value));
    if (bytes[at] === CLOSE_OBJECT) throw missing(bytes, at + 1);
    if (bytes[at] !== COMMA) throw new InvalidJson();
    at = skipBlank(bytes, at + 1);
  }
}

/** The place behind the object whose list has ended before `from`. */
function endOfFields(bytes: Buffer, from: number): number {
  let at = skipBlank(bytes, from);
  while (bytes[at] === COMMA) {
    const { name, value } = fieldAt(bytes, skipBlank(bytes, at + 1));
    if (name === 'metrics') throw new InvalidInput("Field 'metrics' must be given once");
    at = skipBlank(bytes, skipField(bytes, name, value));
  }
  if (bytes[at] !== CLOSE_OBJECT) throw new InvalidJson();
  return at + 1;
}

function fieldAt(bytes: Buffer, at: number): { name: unknown; value: number } {
  if (bytes[at] !== QUOTE) throw new InvalidJson();
  const end = endOfString(bytes, at);
  if (end - at > MAX_VALUE_BYTES) throw new InvalidJson();
  const colon = skipBlank(bytes, end);
  if (bytes[colon] !== COLON) throw new InvalidJson();
  const name = isListField(bytes, at) ? 'metrics' : parseBetween(bytes, at, end);
  return { name, value: skipBlank(bytes, colon + 1) };
}

/** Whether the list's field begins at a place, as everybody writes it: to parse it takes as long as to read a point. */
function isListField(bytes: Buffer, at: number): boolean {
  let length = 0;
  while (length < LIST_FIELD.length && bytes[at + length] === LIST_FIELD[length]) length += 1;
  return length === LIST_FIELD.length;
}

/** Nobody asks for such a field, but the body must be JSON all the same. */
function skipField(bytes: Buffer, name: unknown, value: number): number {
  const end = endOfValue(bytes, value);
  if (end - value > MAX_VALUE_BYTES) {
    throw new InvalidInput(`Field '${String(name).slice(0, 100)}' must be at most ${MAX_VALUE_BYTES} bytes long`);
  }
  parseBetween(bytes, value, end);
  return end;
}

function missing(bytes: Buffer, end: number): Error {
  return skipBlank(bytes, end) < bytes.length ? new InvalidJson() : new InvalidInput('Missing required field: metrics');
}
