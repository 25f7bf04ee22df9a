/**
 * What SQLite's `unicode61` tokenizer does with a character, so that a message is split and folded alike in the index and
 * in JavaScript. Found by asking SQLite about every character, and held to it by a test.
 */

/**
 * Symbols and format characters younger than SQLite's tables (Unicode 6.1), which takes what it does not know for a
 * letter. Marks of scripts younger than that are left out.
 */
const UNKNOWN =
  '\\u061c\\u2066-\\u2069\\u20ba-\\u20c1\\u218a\\u218b\\u23f4-\\u23ff\\u2427-\\u2429\\u2700\\u2b4d-\\u2b4f\\u2b5a-\\u2b73' +
  '\\u2b76-\\u2bff\\u2e3c-\\u2e5d\\u{1f0bf}\\u{1f0e0}-\\u{1f0f5}\\u{1f10d}-\\u{1f10f}\\u{1f12f}\\u{1f16c}-\\u{1f16f}' +
  '\\u{1f19b}-\\u{1f1ad}\\u{1f23b}\\u{1f260}-\\u{1f265}\\u{1f321}-\\u{1f32f}\\u{1f336}\\u{1f37d}-\\u{1f37f}' +
  '\\u{1f394}-\\u{1f39f}\\u{1f3c5}\\u{1f3cb}-\\u{1f3df}\\u{1f3f1}-\\u{1f3ff}\\u{1f43f}\\u{1f441}\\u{1f4f8}' +
  '\\u{1f4fd}-\\u{1f4ff}\\u{1f53e}\\u{1f53f}\\u{1f544}-\\u{1f54f}\\u{1f568}-\\u{1f5fa}\\u{1f641}-\\u{1f644}' +
  '\\u{1f650}-\\u{1f67f}\\u{1f6c6}-\\u{1f6ff}\\u{1f774}-\\u{1fbff}';

/** Letters in today's Unicode that were marks or nothing in 6.1. */
const NOT_YET = '\\u19b0-\\u19c0\\u19c8\\u19c9\\u1cf2\\u1cf3\\ufffe\\uffff';

/** A character that tokens are made of: the source of a regular expression with the flag `v`. */
export const TOKEN = `[[\\p{L}\\p{N}\\p{Co}\\p{Cn}${UNKNOWN}]--[${NOT_YET}]]`;

/** A mark that is part of the token before it and dropped from it: the source of a regular expression with the flag `v`. */
export const MARK = '[\\u0300-\\u0304\\u0306-\\u030c\\u030f\\u0311\\u031b\\u0323-\\u0328\\u032d\\u032e\\u0330\\u0331]';

/** Folded by SQLite, though lower case already. */
const FOLDED = new Map([...'µμſsẛsςσϐβϑθϕφϖπϰκϱρϵε\u1fbeι'.matchAll(/(.)(.)/gu)].map(([, from, to]) => [from, to]));

/** A character without its case, and a Latin letter with one diacritic without that, as `unicode61` folds it. */
export function fold(character: string): string {
  const lower = FOLDED.get(character) ?? character.toLowerCase();
  const [letter, mark, ...more] = lower.normalize('NFD');
  return letter && mark && more.length === 0 && letter >= 'a' && letter <= 'z' ? letter : lower;
}

/**
 * Whether a token of these characters can be looked up in the index: Latin, Greek and Cyrillic, which separate words by
 * spaces and which SQLite folds as JavaScript does. Other scripts are searched as text: many of them write no spaces.
 */
export function isIndexable(token: string): boolean {
  return INDEXABLE.test(token);
}

const INDEXABLE = new RegExp(
  `^(?:[0-9a-zA-Z]|(?=[\\p{L}\\p{N}])[\\u00aa-\\u037e\\u0380-\\u0527\\u1e00-\\u1fff]|${MARK})+$`,
  'v',
);

/** Where characters are that fold into an indexable one. */
const FOLDING: [from: number, until: number][] = [
  [0x30, 0x37e],
  [0x380, 0x527],
  [0x1e00, 0x1fff],
  [0x2126, 0x212b],
  [0x2c60, 0x2c7f],
  [0xa78d, 0xa78d],
  [0xa7aa, 0xa7aa],
];

/** All characters that fold into this folded one, itself among them. */
export function variants(folded: string): string {
  known ??= collectVariants();
  return known.get(folded) ?? folded;
}

/** Made when first needed: it is 3,000 characters' work. */
let known: Map<string, string> | undefined;

function collectVariants(): Map<string, string> {
  const collected = new Map<string, string>();
  const isToken = new RegExp(TOKEN, 'v');
  for (const [from, until] of FOLDING) {
    for (let code = from; code <= until; code++) {
      const character = String.fromCodePoint(code);
      if (!isToken.test(character)) continue;
      const folded = fold(character);
      collected.set(folded, (collected.get(folded) ?? '') + character);
    }
  }
  return collected;
}
