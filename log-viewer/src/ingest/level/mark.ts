import { type Level, parseLevel } from '../../level.ts';
import { levelOfWord } from './json.ts';

/** Longer than any level with its padding or module: `[ WARN ]`, `[mpm_event:notice]`. */
const MAX_BRACKET = 40;

/** `[LEVEL]` in any case, with blanks around, or behind Apache's module; not what is quoted, not an index. */
export function bracketLevel(head: string): Level | undefined {
  for (let at = head.indexOf('['); at >= 0; at = head.indexOf('[', at + 1)) {
    const end = head.indexOf(']', at);
    if (end < 0) return undefined;
    if (end - at > MAX_BRACKET || (at > 0 && isWord(head.charCodeAt(at - 1)))) continue;
    const level = readBracket(head, at, end);
    if (level && !isQuoted(head, at)) return level;
  }
  return undefined;
}

function readBracket(head: string, at: number, end: number): Level | undefined {
  const first = head.charCodeAt(at + 1);
  // Most brackets hold a time or a number.
  if (first >= 0x30 && first <= 0x39) return undefined;
  const content = head.slice(at + 1, end).trim();
  const level = parseLevel(content);
  if (level) return level;
  if (content === 'Note' || (content === 'System' && head.startsWith('] [MY-', end))) return 'INFO';
  const colon = content.indexOf(':');
  return colon > 0 && APACHE.test(content) ? parseLevel(content.slice(colon + 1)) : undefined;
}

/** `core:error`; its `trace1` to `trace8` are no words, and nobody runs a server at them. */
const APACHE = /^[a-z][a-z\d_]*:[a-z]+$/;

const KEYS = new Set(['level', 'severity', 'lvl', 'levelname', 'loglevel', 'log_level', 'log.level']);
const LONGEST_KEY = 9;
const VALUE = /"?([A-Za-z]+(?:[+-]\d+)?|\d{1,5}(?![\w.]))/y;

/** `level=LEVEL` as logfmt has it, and the same under the other names. */
export function keyLevel(head: string): Level | undefined {
  for (let at = head.indexOf('='); at >= 0; at = head.indexOf('=', at + 1)) {
    if (!endsKey(head, at)) continue;
    VALUE.lastIndex = at + 1;
    const level = levelOfWord(VALUE.exec(head)?.[1] ?? '');
    if (level && !isQuoted(head, at)) return level;
  }
  return undefined;
}

/** Whether a level's key ends at `end`, with nothing before it that would make it part of a word or an address. */
function endsKey(head: string, end: number): boolean {
  let start = end;
  while (start > 0 && end - start <= LONGEST_KEY && isKeyPart(head.charCodeAt(start - 1))) start--;
  if (end - start < 3 || end - start > LONGEST_KEY) return false;
  return (
    (start === 0 || ' \t,{([|"'.includes(head.charAt(start - 1))) && KEYS.has(head.slice(start, end).toLowerCase())
  );
}

/** ` - LEVEL - `, wherever a format has put it. */
export function dashLevel(head: string): Level | undefined {
  let at = head.indexOf(' - ');
  while (at >= 0) {
    const next = head.indexOf(' - ', at + 3);
    if (next < 0) return undefined;
    if (next - at < MAX_BRACKET) {
      const level = parseLevel(head.slice(at + 3, next).trim());
      if (level && !isQuoted(head, at)) return level;
    }
    at = next;
  }
  return undefined;
}

/** Whether an odd number of quotation marks stands before `at`, and the last of them is closed behind it. */
function isQuoted(head: string, at: number): boolean {
  let isOpen = false;
  for (let quote = head.indexOf('"'); quote >= 0 && quote < at; quote = head.indexOf('"', quote + 1)) isOpen = !isOpen;
  return isOpen && head.includes('"', at);
}

function isKeyPart(code: number): boolean {
  return isWord(code) || code === 0x5f || code === 0x2e;
}

function isWord(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
