import { MARK, TOKEN, variants } from './characters.ts';
import { ANY, type Term, toLiteral } from './term.ts';

/** A part of a message, in UTF-16 units; `to` is behind it. */
export interface Highlight {
  from: number;
  to: number;
}

/** The first place at `start` or behind it. */
type Find = (message: string, start: number) => Highlight | null;

/** Made once: each takes milliseconds, for all of Unicode's letters are in it. */
const STARTS = new RegExp(`(?<!${TOKEN}${MARK}*)`, 'vy');
const ENDS = new RegExp(`(?!${MARK}*${TOKEN})`, 'vy');
const GAP = new RegExp(`[^${TOKEN}]+`, 'vy');

/** Finds a term's tokens, adjacent and in order. */
export function createTokenFinder({ tokens, isPrefix }: Term): Find {
  const [head = '', ...tail] = tokens.map(toSource);
  const first = new RegExp(head, 'gv');
  const others = tail.map((source) => new RegExp(source, 'vy'));

  const endFrom = (message: string, at: number): number => {
    let end = at;
    for (const other of others) end = endOf(other, message, endOf(GAP, message, end));
    return isPrefix ? end : endOf(ENDS, message, end);
  };

  return (message, start) => {
    first.lastIndex = start;
    for (let found = first.exec(message); found; found = first.exec(message)) {
      const end = endOf(STARTS, message, found.index) < 0 ? -1 : endFrom(message, first.lastIndex);
      if (end >= 0) return { from: found.index, to: end };
    }
    return null;
  };
}

/** Finds a term's text where its tokens are the message's tokens too. */
export function createLiteralFinder(term: Term): Find {
  const pattern = toPattern(term, 'gv');
  const findTokens = term.tokens.length > 0 ? createTokenFinder(term) : null;

  return (message, start) => {
    pattern.lastIndex = start;
    for (let found = pattern.exec(message); found; found = pattern.exec(message)) {
      const text = { from: found.index, to: pattern.lastIndex };
      const tokens = findTokens ? findTokens(message, text.from) : text;
      if (!tokens || tokens.from < text.to) return tokens && text;
      const next = text.from + ((message.codePointAt(text.from) ?? 0) > 0xffff ? 2 : 1);
      pattern.lastIndex = Math.max(next, tokens.from - 2 * term.text.length);
    }
    return null;
  };
}

/** A term's text, with no case in ASCII only, as in SQLite's LIKE; the flag `i` would fold more. */
export function toPattern(term: Term, flags: 'v' | 'gv'): RegExp {
  const sources = toLiteral(term).map((character) => {
    if (character === ANY) return '[^]';
    if (/[a-z]/i.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return new RegExp(sources.join(''), flags);
}

/** The marks at a token's end are its own; so the gap behind it starts with none. */
function toSource(token: string): string {
  return Array.from(token, (folded) => `[${variants(folded)}]${MARK}*`).join('');
}

/** Where what matches exactly at a place ends; -1 where it does not match, or the place is none. */
function endOf(sticky: RegExp, message: string, at: number): number {
  if (at < 0) return -1;
  sticky.lastIndex = at;
  return sticky.test(message) ? sticky.lastIndex : -1;
}
