import { type Level, parseLevel } from '../../level.ts';
import { levelOfNumber } from './number.ts';

/** Compared in lower case; `@level` is hclog's, `@l` Serilog's, `loglevel` .NET's, `level_name` Monolog's. */
const KEYS = new Set([
  'level',
  'severity',
  'lvl',
  'levelname',
  'log.level',
  'level_name',
  'log_level',
  'loglevel',
  'severity_text',
  'severitytext',
  '@level',
  '@l',
]);

const LONGEST_KEY = 13;
const MAX_VALUE = 20;

/** The severity of MongoDB's own log: `F E W I`, `D1` to `D5`. */
const MONGO: Record<string, Level> = { F: 'CRITICAL', E: 'ERROR', W: 'WARNING', I: 'INFO', D: 'DEBUG' };
const MONGO_VALUE = /^(?:[FEWI]|D[1-5]?)$/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/**
 * The level that a JSON object states in a key of its own, or of its `log` (as in the Elastic Common Schema).
 * Reads the text in one pass up to that key: to parse all of a large object would cost far more than it is worth.
 */
export function levelOfJson(text: string): Level | undefined {
  let depth = 0;
  let isInLog = false;
  let found: Level | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at + 1);
      if (end < 0) break;
      const value = depth === 1 || (depth === 2 && isInLog) ? valueStart(text, end + 1) : -1;
      if (value < 0) {
        at = end;
        continue;
      }
      const key = end - at - 1 <= LONGEST_KEY ? text.slice(at + 1, end) : '';
      if (depth === 1) isInLog = key === 'log';
      if (KEYS.has(key) || KEYS.has(key.toLowerCase())) {
        const level = readValue(text, value);
        if (level && (depth === 1 || key === 'level')) return level;
      } else if (key === 's' && depth === 1) {
        found ??= readMongo(text, value);
      }
      // On to the value: a string is jumped over whole, so that nothing in it is taken for a key.
      at = text.charCodeAt(value) === QUOTE ? stringEnd(text, value + 1) : value - 1;
      if (at < 0) break;
    } else if (code === OPEN || code === OPEN_LIST) {
      depth += 1;
    } else if (code === CLOSE || code === CLOSE_LIST) {
      depth -= 1;
      // What comes behind the object is no part of it.
      if (depth === 0) break;
    }
  }
  return found;
}

/** Where the string that has begun before `from` ends; -1 when it does not. */
function stringEnd(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end > 0) {
    let escapes = end;
    while (escapes > from && text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((end - escapes) % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

/** Where the value of the key that ends before `from` begins; -1 when it was no key. */
function valueStart(text: string, from: number): number {
  const colon = skipSpace(text, from);
  return text[colon] === ':' ? skipSpace(text, colon + 1) : -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

const NUMBER = /\d{1,5}(?![\w.])/y;

function readValue(text: string, at: number): Level | undefined {
  if (text.charCodeAt(at) === QUOTE) {
    const end = text.indexOf('"', at + 1);
    return end < 0 || end - at > MAX_VALUE ? undefined : levelOfWord(text.slice(at + 1, end));
  }
  NUMBER.lastIndex = at;
  const [digits] = NUMBER.exec(text) ?? [];
  return digits === undefined ? undefined : levelOfNumber(Number(digits));
}

function readMongo(text: string, at: number): Level | undefined {
  const value = text.charCodeAt(at) === QUOTE ? text.slice(at + 1, text.indexOf('"', at + 1)) : '';
  return MONGO_VALUE.test(value) ? MONGO[value.charAt(0)] : undefined;
}

/** The value of a level's key: a word, a number in quotes, or slog's `ERROR+2` and `DEBUG-4`. */
export function levelOfWord(value: string): Level | undefined {
  const level = parseLevel(value);
  if (level) return level;
  const [, word, digits] = /^\s*(?:([A-Za-z]+)(?:[+-]\d+)?|(\d{1,5}))\s*$/.exec(value) ?? [];
  return word ? parseLevel(word) : digits ? levelOfNumber(Number(digits)) : undefined;
}
