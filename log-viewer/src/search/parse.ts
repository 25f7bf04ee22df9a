import { type Lexeme, toLexemes } from './lexemes.ts';
import { type Term, toTerm } from './term.ts';
import { trimCharacter } from './trim-character.ts';

/** What is searched for. */
export type Search = Term | { kind: 'and' | 'or'; parts: Search[] } | { kind: 'not'; part: Search };

/** A search that is too much. Its message follows the parameter's name: `must be …`. */
export class SearchError extends Error {
  override name = 'SearchError';
}

/** Far more than anybody types, and little enough for one query. */
const MAX_CHARACTERS = 1000;
const MAX_TERMS = 64;
/** FTS5's parser has a stack of 100, and one level here takes up to four of it. */
const MAX_DEPTH = 20;

/**
 * Reads what a person typed: words (all of them are wanted), `"a phrase"`, `OR`, `NOT`, `prefix*`, parentheses; null when
 * there is nothing to search for. Throws only `SearchError`.
 *
 * Any text means something. Operators are upper case and stand where they have something to work on; elsewhere they are
 * words, `AND` too. Punctuation is literal, `-` before a word as well. A quote that is not closed runs to the end, so does
 * a parenthesis; one that closes nothing, or has nothing inside, is literal. A star at a word's start finds the word inside
 * of others; a star alone would find everything and is left out.
 */
export function parseSearch(text: string): Search | null {
  if (text.length > MAX_CHARACTERS && Array.from(text).length > MAX_CHARACTERS) {
    throw new SearchError(`must be at most ${MAX_CHARACTERS} characters`);
  }
  const readable = text.toWellFormed().replaceAll('\0', ' ');
  const search = readAlternatives({ text: readable, lexemes: toLexemes(readable), at: 0 });
  if (search && countTerms(search) > MAX_TERMS) throw new SearchError(`must have at most ${MAX_TERMS} words`);
  if (search && depthOf(search) > MAX_DEPTH) throw new SearchError(`must be nested at most ${MAX_DEPTH} levels deep`);
  return search;
}

interface Reading {
  text: string;
  lexemes: Lexeme[];
  at: number;
}

function readAlternatives(reading: Reading): Search | null {
  const parts = [readAll(reading)];
  while (isOperator(reading, 'OR')) {
    reading.at += 1;
    parts.push(readAll(reading));
  }
  return combine('or', parts);
}

function readAll(reading: Reading): Search | null {
  const parts: (Search | null)[] = [];
  for (let next = reading.lexemes[reading.at]; next && next.kind !== 'close'; next = reading.lexemes[reading.at]) {
    if (parts.length > 0 && isOperator(reading, 'OR')) break;
    if (parts.length > 0 && isOperator(reading, 'AND')) reading.at += 1;
    else parts.push(readOne(reading, next));
  }
  return combine('and', parts);
}

function readOne(reading: Reading, next: Lexeme): Search | null {
  const empty = next.kind === 'open' ? endOfEmptyGroup(reading) : 0;
  if (empty > 0) {
    const last = reading.lexemes[empty - 1] ?? next;
    reading.at = empty;
    return toTerm(reading.text.slice(next.at, last.end));
  }
  const isNegated = isOperator(reading, 'NOT');
  reading.at += 1;
  if (isNegated) return negate(readOne(reading, reading.lexemes[reading.at] ?? next));
  if (next.kind !== 'open') return fromLexeme(next);
  const inside = readAlternatives(reading);
  reading.at += 1;
  return inside;
}

/** Whether the next lexeme is this operator and has something after it to work on. */
function isOperator({ lexemes, at }: Reading, operator: string): boolean {
  const [next, following] = lexemes.slice(at, at + 2);
  return next?.kind === 'word' && next.text === operator && following !== undefined && following.kind !== 'close';
}

/** Where the group that starts here ends if there is nothing in it but parentheses, else 0. */
function endOfEmptyGroup({ lexemes, at }: Reading): number {
  let depth = 0;
  for (let end = at; end < lexemes.length; end++) {
    const kind = lexemes[end]?.kind;
    if (kind !== 'open' && kind !== 'close') return 0;
    depth += kind === 'open' ? 1 : -1;
    if (depth === 0) return end + 1;
  }
  return lexemes.length;
}

function fromLexeme({ kind, text, isPrefix }: Lexeme): Search | null {
  if (kind === 'phrase') return text.trim() === '' ? null : toTerm(text, { isPrefix });
  const word = trimCharacter(text, '*');
  if (word === '') return text === '*' ? null : toTerm(text);
  return toTerm(word, { isPrefix: text.endsWith('*'), isAnywhere: text.startsWith('*') });
}

function countTerms(search: Search): number {
  return search.kind === 'term' ? 1 : partsOf(search).reduce((count, part) => count + countTerms(part), 0);
}

function depthOf(search: Search): number {
  return Math.max(0, ...partsOf(search).map(depthOf)) + 1;
}

function partsOf(search: Search): Search[] {
  if (search.kind === 'term') return [];
  return search.kind === 'not' ? [search.part] : search.parts;
}

function negate(search: Search | null): Search | null {
  if (search?.kind === 'not') return search.part;
  return search && { kind: 'not', part: search };
}

function combine(kind: 'and' | 'or', found: (Search | null)[]): Search | null {
  const parts = found.flatMap((part) => (part?.kind === kind ? part.parts : (part ?? [])));
  return parts.length > 1 ? { kind, parts } : (parts[0] ?? null);
}
