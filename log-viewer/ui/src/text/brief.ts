import type { Entry } from '../entry.ts';
import { type JsonSummary, parseJson, summaryOf } from './json-message.ts';

/** An entry in one line; `outcome` is the exception of a traceback, or nothing. */
export type Brief =
  | { kind: 'json'; summary: JsonSummary }
  | { kind: 'text'; line: string; outcome: string; moreLines: number };

/** More than fits into the widest window. */
const longestLine = 600;
/** What a Python traceback ends with: the one line of it that says what happened. */
const exception = /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Group)\b(?::|$)/;
const known = new WeakMap<Entry, Brief>();

/** An entry's first line, or the values that count where it is JSON. Worked out once for each entry. */
export function briefOf(entry: Entry): Brief {
  const made = known.get(entry) ?? shorten(entry.message);
  known.set(entry, made);
  return made;
}

function shorten(message: string): Brief {
  const object = parseJson(message);
  if (object) return { kind: 'json', summary: summaryOf(object) };
  const text = message.replace(/^[\r\n]+/, '').trimEnd();
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  const lines = text.split('\n');
  const last = lines.length > 1 ? (lines.at(-1) ?? '') : '';
  const outcome = exception.test(last) ? last.slice(0, longestLine) : '';
  return { kind: 'text', line: line.slice(0, longestLine), outcome, moreLines: lines.length - 1 };
}
