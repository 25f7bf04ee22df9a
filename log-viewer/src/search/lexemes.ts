import { trimCharacter } from './trim-character.ts';

/** A piece of what was typed. `at` and `end` are its place. */
export type Lexeme = {
  kind: 'open' | 'close' | 'word' | 'phrase';
  text: string;
  isPrefix: boolean;
  at: number;
  end: number;
};

/** Words, quoted phrases, and the parentheses that stand around words rather than inside one, as in `main()`. */
export function toLexemes(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (isSpace(character)) {
      at += 1;
      continue;
    }
    const lexeme =
      character === '"'
        ? phraseAt(text, at)
        : character === '(' || (character === ')' && depth > 0)
          ? parenthesisAt(text, at)
          : wordAt(text, at, depth > 0);
    if (lexeme.kind === 'open') depth += 1;
    if (lexeme.kind === 'close') depth -= 1;
    lexemes.push(lexeme);
    at = lexeme.end;
  }
  return lexemes;
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

function parenthesisAt(text: string, at: number): Lexeme {
  const character = text.charAt(at);
  return { kind: character === '(' ? 'open' : 'close', text: character, isPrefix: false, at, end: at + 1 };
}

/** One that is not closed runs to the end. */
function phraseAt(text: string, at: number): Lexeme {
  const closing = text.indexOf('"', at + 1);
  const until = closing < 0 ? text.length : closing;
  const isPrefix = text.charAt(until + 1) === '*';
  const end = Math.min(text.length, until + (isPrefix ? 2 : 1));
  return { kind: 'phrase', text: trimCharacter(text.slice(at + 1, until), ' '), isPrefix, at, end };
}

/** A parenthesis that the word opened is closed by the word; another one closes the group around it, if there is one. */
function wordAt(text: string, at: number, isInGroup: boolean): Lexeme {
  let end = at;
  let nested = 0;
  for (; end < text.length; end++) {
    const character = text.charAt(end);
    if (isSpace(character)) break;
    if (character === '(') nested += 1;
    if (character !== ')') continue;
    if (nested === 0 && isInGroup) break;
    nested -= 1;
  }
  return { kind: 'word', text: text.slice(at, end), isPrefix: false, at, end };
}
