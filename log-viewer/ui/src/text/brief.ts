import type { Entry } from '../entry.ts';
import { type JsonSummary, parseJson, summaryOf } from './json-message.ts';

/** An entry in one line. */
export type Brief = { kind: 'json'; summary: JsonSummary } | { kind: 'text'; line: string; moreLines: number };

/** More than fits into the widest window. */
const longestLine = 600;
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
  const text = message.replace(/^[\r\n]+|\s+$/g, '');
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  return { kind: 'text', line: line.slice(0, longestLine), moreLines: end < 0 ? 0 : text.split('\n').length - 1 };
}
