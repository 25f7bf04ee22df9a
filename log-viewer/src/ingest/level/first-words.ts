import { parseLevel } from '../../level.ts';

/**
 * Where the level's word stands among a line's first words, -1 where none does. Times, numbers, brackets and signs are
 * passed over; behind a time so are a host's, a process's or a logger's name, but not words that could be prose.
 */
export function levelWordAt(head: string): number {
  let at = 0;
  let hasTime = false;
  let cost = 0;
  let previous = '';
  while (at < head.length) {
    const code = head.charCodeAt(at);
    if (isOpening(code)) {
      const end = bracketEnd(head, at, code);
      const first = head.charCodeAt(at + 1);
      // A bracket that begins with a time may hold the level too: Serilog's `[10:00:00 INF]`.
      if (isDigit(first) || end < 0) at += 1;
      else {
        hasTime ||= DAY.test(head.slice(at + 1, at + 5));
        at = end + 1;
      }
    } else if (isDigit(code)) {
      const end = numberEnd(head, at);
      const isTime = end - at > 9 || head.slice(at, end).includes(':');
      // `3 ERROR lines`; behind log4j's milliseconds and Nest's process there is a sign.
      if (!isTime && !hasTime && isLetter(head.charCodeAt(skipSpaces(head, end)))) return -1;
      hasTime ||= isTime;
      at = end;
    } else if (isLetter(code)) {
      const word = readWord(head, at);
      const end = at + word.length;
      if (isLevelWord(head, at, end, word, previous)) return at;
      const token = tokenEnd(head, end);
      // Monolog's `app.ERROR: `, Python's `root:ERROR:`.
      const inner = end < token ? innerLevel(head, end, token) : -1;
      if (inner >= 0) return inner;
      if (MONTH.test(word) && word.length === 3) hasTime = true;
      else cost += costOf(head, at, end, token, hasTime);
      if (cost > (hasTime ? MAX_COST : 0) || (end - at <= LONGEST_NEGATION && NEGATIONS.has(word.toLowerCase())))
        return -1;
      previous = word;
      at = token;
    } else if (code === QUOTE) {
      return -1;
    } else {
      at += 1;
    }
  }
  return -1;
}

/** The run of letters at `at`. */
export function readWord(head: string, at: number): string {
  let end = at;
  while (isLetter(head.charCodeAt(end))) end++;
  return head.slice(at, end);
}

const QUOTE = 0x22;

/** Enough for a host and a process, or one word and a logger's name with a dot. */
const MAX_COST = 3;

const DAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/;
const MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/;
const LONGEST_NEGATION = 7;
const NEGATIONS = new Set(['no', 'not', 'any', 'a', 'an', 'the', 'without', 'with', 'if', 'on', 'of', 'for']);

/** What a word before the level costs: nothing when it is part of the time or names a process, most when it could be prose. */
function costOf(head: string, at: number, end: number, token: number, hasTime: boolean): number {
  const length = end - at;
  if (token === end && (length === 1 || (length <= 4 && hasTime && isUpper(head, at, end)))) return 0;
  if (length === 3 && (head.startsWith('PHP ', at) || head.startsWith('npm ', at))) return 0;
  if (head[token] === '[' && head.startsWith(']:', head.indexOf(']', token))) return 0;
  return token === end && head[token] === ' ' ? 2 : 1;
}

/** With a colon behind in any case, between tabs in any case, otherwise in capitals with nothing but a separator behind. */
function isLevelWord(head: string, at: number, end: number, word: string, previous: string): boolean {
  if (word.length < 3) return false;
  const next = head.charCodeAt(end);
  const isMarked =
    next === COLON
      ? isUpper(head, at, end) || isBlankOrEnd(head.charCodeAt(end + 1))
      : previous === 'npm' || (next === TAB && head.charCodeAt(at - 1) === TAB);
  if (isMarked) return parseLevel(word) !== undefined;
  if (next === COLON || !isUpper(head, at, end)) return false;
  return (isBlankOrEnd(next) || ENDINGS.includes(head.charAt(end))) && parseLevel(word) !== undefined;
}

const COLON = 0x3a;
const TAB = 0x09;
/** logrus has seconds in a bracket, celery a process behind a slash, npm writes `ERR!`. */
const ENDINGS = '[]|)/!,';

function innerLevel(head: string, from: number, until: number): number {
  for (let at = from; at < until; at++) {
    if (head[at] !== '.' && head[at] !== ':') continue;
    const word = readWord(head, at + 1);
    const end = at + 1 + word.length;
    if (word.length > 2 && isUpper(head, at + 1, end) && head[end] === ':' && parseLevel(word)) return at + 1;
  }
  return -1;
}

function isOpening(code: number): boolean {
  return code === 0x5b || code === 0x28 || code === 0x3c;
}

function bracketEnd(head: string, at: number, code: number): number {
  return head.indexOf(code === 0x5b ? ']' : code === 0x28 ? ')' : '>', at);
}

/** Where a number, a time or an address ends; the colon of `00,123:ERROR:` does not belong to it. */
function numberEnd(head: string, from: number): number {
  let at = from;
  while (at < head.length) {
    const code = head.charCodeAt(at);
    if (code <= 0x20 || code === 0x5d || code === 0x7c || (code === COLON && isLetter(head.charCodeAt(at + 1)))) break;
    at += 1;
  }
  return at;
}

function tokenEnd(head: string, from: number): number {
  let at = from;
  while (at < head.length) {
    const code = head.charCodeAt(at);
    if (code <= 0x20 || code === 0x5b || code === 0x5d || code === 0x28 || code === 0x7c) break;
    at += 1;
  }
  return at;
}

function skipSpaces(head: string, from: number): number {
  let at = from;
  while (head.charCodeAt(at) === 0x20) at++;
  return at;
}

function isBlankOrEnd(code: number): boolean {
  return Number.isNaN(code) || code === 0x20 || code === TAB;
}

function isUpper(head: string, from: number, until: number): boolean {
  for (let at = from; at < until; at++) if (head.charCodeAt(at) > 0x5a) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
