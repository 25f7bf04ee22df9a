import { InvalidJson } from '@monlight/shared/errors';

/** Bytes that JSON is made of. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const POINT = 0x2e;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const BLANK = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The first place from `at` on that is no white space; the length when there is none. */
export function skipBlank(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte !== BLANK && byte !== LINE_FEED && byte !== CARRIAGE_RETURN && byte !== TAB) break;
    at += 1;
  }
  return at;
}

/**
 * The place behind the value that begins at `from`. Only brackets and quotes are looked at: whether it is JSON shows when it
 * is parsed.
 *
 * @throws InvalidJson when it does not end
 */
export function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      at += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // It closes what this value stands in.
      if (depth === 0) return at;
      depth -= 1;
      at += 1;
    } else if (byte === COMMA && depth === 0) return at;
    else {
      at += 1;
      continue;
    }
    if (depth === 0) return at;
  }
  if (depth > 0 || at === from) throw new InvalidJson();
  return at;
}

/**
 * The place behind the closing quote of the string that begins at `from`.
 *
 * @throws InvalidJson when it does not end
 */
export function endOfString(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  throw new InvalidJson();
}

/**
 * The value whose text is between two places.
 *
 * @throws InvalidJson
 */
export function parseBetween(bytes: Buffer, from: number, to: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', from, to));
  } catch {
    throw new InvalidJson();
  }
}
