import { MINUTE_MS, parseTime } from '@monlight/shared/time';
import type { Stream } from '../level.ts';

/** One line of a container's log as Docker's json-file driver wrote it. */
export interface LogLine {
  /** Milliseconds since 1970, UTC. */
  time: number;
  /** The time as written, to the nanosecond; the same for all pieces of one cut line, and '' where there is none. */
  stamp: string;
  stream: Stream;
  /** Without its final line end. */
  text: string;
  /** Docker cut it here: more of this line follows. */
  isPartial: boolean;
}

/**
 * Decodes one line of a json-file log without its newline. What is not Docker's JSON is kept as text of stdout, at
 * `fallbackTime`.
 */
export function decodeLine(json: string, fallbackTime: number): LogLine {
  return readPlain(json, fallbackTime) ?? readJson(json, fallbackTime) ?? asText(json, fallbackTime);
}

const OPEN = '{"log":"';
/** What follows the text of a whole line, behind the backslash of its `\n`. */
const STDOUT = 'n","stream":"stdout","time":"';
const STDERR = 'n","stream":"stderr","time":"';
const CLOSE = '"}';

/** The usual line, whose text needs no unescaping; a third of the time that JSON.parse takes. */
function readPlain(json: string, fallbackTime: number): LogLine | null {
  if (!json.startsWith(OPEN)) return null;
  const escape = json.indexOf('\\', OPEN.length);
  const isStdout = json.startsWith(STDOUT, escape + 1);
  if (escape < 0 || (!isStdout && !json.startsWith(STDERR, escape + 1))) return null;
  const text = json.slice(OPEN.length, escape);
  const stamp = json.slice(escape + 1 + STDOUT.length, -CLOSE.length);
  // A quote ends the text or the time early: there is more in this object than it seems.
  if (!json.endsWith(CLOSE) || text.includes('"') || stamp.includes('"') || stamp.includes('\\')) return null;
  return { time: toTime(stamp) ?? fallbackTime, stamp, stream: isStdout ? 'stdout' : 'stderr', text, isPartial: false };
}

/** Besides `log`. A program's own JSON has others. */
const FIELDS = new Set(['stream', 'attrs', 'time']);

function readJson(json: string, fallbackTime: number): LogLine | null {
  const line = parseObject(json);
  if (!line || !('log' in line || Object.keys(line).every((field) => FIELDS.has(field)))) return null;
  // The driver leaves fields out when they are empty.
  const { log = '', stream = 'stdout', time = '' } = line;
  if (typeof log !== 'string' || (stream !== 'stdout' && stream !== 'stderr')) return null;
  const stamp = typeof time === 'string' ? time : '';
  const isPartial = log !== '' && !log.endsWith('\n');
  const text = isPartial ? log : withoutLineEnd(log);
  return { time: toTime(stamp) ?? fallbackTime, stamp, stream, text, isPartial };
}

function parseObject(json: string): Record<string, unknown> | null {
  if (!json.startsWith('{')) return null;
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function asText(text: string, time: number): LogLine {
  return { time, stamp: '', stream: 'stdout', text: withoutLineEnd(text), isPartial: false };
}

function withoutLineEnd(text: string): string {
  if (text.endsWith('\r\n')) return text.slice(0, -2);
  return text.endsWith('\n') || text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** `2026-01-23T15:30`: lines come in order, so the minute is nearly always that of the line before. */
const MINUTE_LENGTH = 16;
let cachedMinute = '';
let cachedMinuteMs = 0;

/** RFC 3339, in UTC, with the trailing zeros of its fraction left out. */
function toTime(stamp: string): number | null {
  const second = digits(stamp, MINUTE_LENGTH + 1, 2);
  if (stamp.charCodeAt(MINUTE_LENGTH) !== COLON || !stamp.endsWith('Z') || !(second < 60)) return parseTime(stamp);
  if (!stamp.startsWith(cachedMinute) || cachedMinute === '') {
    const minuteMs = parseTime(stamp.slice(0, MINUTE_LENGTH));
    if (minuteMs === null) return null;
    cachedMinute = stamp.slice(0, MINUTE_LENGTH);
    cachedMinuteMs = minuteMs;
  }
  const fraction = fractionMs(stamp);
  return fraction < MINUTE_MS ? cachedMinuteMs + second * 1000 + fraction : parseTime(stamp);
}

const COLON = 0x3a;
const DOT = 0x2e;
const FRACTION = MINUTE_LENGTH + ':00'.length;

/** Not a number where something else than a fraction stands behind the seconds. */
function fractionMs(stamp: string): number {
  const length = stamp.length - FRACTION - '.Z'.length;
  if (length < 0) return stamp.length === FRACTION + 1 ? 0 : Number.NaN;
  if (stamp.charCodeAt(FRACTION) !== DOT) return Number.NaN;
  if (length >= 3) return digits(stamp, FRACTION + 1, 3);
  return digits(stamp, FRACTION + 1, length) * 10 ** (3 - length);
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
