import { fold, isIndexable, MARK, TOKEN } from './characters.ts';

/** One thing to look for in a message. */
export interface Term {
  kind: 'term';
  /** As it was typed, without quotes and a star around it. */
  text: string;
  /** Folded, adjacent and in this order in the message. None: only the text itself says what is looked for. */
  tokens: string[];
  /** The last token need only start so. */
  isPrefix: boolean;
  /** The text itself must occur as well, because it is more than its tokens. */
  isLiteral: boolean;
}

const WORD = new RegExp(`${TOKEN}(?:${TOKEN}|${MARK})*`, 'gv');
const PLAIN = new RegExp(`^${WORD.source}(?: ${WORD.source})*$`, 'v');
const ENDS_IN_WORD = new RegExp(`${TOKEN}${MARK}*$`, 'v');
const MARKS = new RegExp(MARK, 'gv');

/** The term that a word or a phrase stands for; `isAnywhere` finds it inside of words too. */
export function toTerm(
  text: string,
  { isPrefix = false, isAnywhere = false }: { isPrefix?: boolean; isAnywhere?: boolean } = {},
): Term {
  const words = text.match(WORD) ?? [];
  const isIndexed = !isAnywhere && words.length > 0 && words.every(isIndexable);
  return {
    kind: 'term',
    text,
    tokens: isIndexed ? words.map(toToken) : [],
    isPrefix: isPrefix && isIndexed && ENDS_IN_WORD.test(text),
    isLiteral: !isIndexed || !PLAIN.test(text),
  };
}

function toToken(word: string): string {
  return Array.from(word.replace(MARKS, ''), fold).join('');
}

/** Stands for any one character in a literal. */
export const ANY = Symbol('any character');

const LETTER_OUTSIDE_ASCII = new RegExp(`^(?!\\p{ASCII})${TOKEN}$`, 'v');

/**
 * A term's text, character by character. SQLite's LIKE folds the case of ASCII only: where the tokens say already which
 * letters there are, one outside of ASCII may be any character.
 */
export function toLiteral({ text, tokens }: Term): (string | typeof ANY)[] {
  return Array.from(text, (character) => (tokens.length > 0 && LETTER_OUTSIDE_ASCII.test(character) ? ANY : character));
}
