import { dotnet } from './languages/dotnet.ts';
import { go } from './languages/go.ts';
import { java } from './languages/java.ts';
import { javascript } from './languages/javascript.ts';
import type { Frame, Language } from './languages/language.ts';
import { php } from './languages/php.ts';
import { python } from './languages/python.ts';
import { ruby } from './languages/ruby.ts';
import { rust } from './languages/rust.ts';

/** A run of a traceback's lines: one frame with what belongs to it (source lines, carets), or the text between frames. */
export interface Block {
  text: string;
  frame: Frame | null;
}

/** The first that claims a line has it; the loosest form, JavaScript's `at path:1:2`, comes last. */
const LANGUAGES: readonly Language[] = [python, java, dotnet, go, rust, ruby, php, javascript];

/** `@/a.js:1:2`. A text of nothing but shorter lines is no traceback, and would be the slowest of all to look through. */
const MIN_FRAME_CHARACTERS = 10;

/** The longest path that Linux has; what is beyond it in a line is no frame. */
const MAX_LINE_CHARACTERS = 4096;

/** A traceback in blocks, whose texts joined by line breaks are the traceback again, character by character. */
export function parseTraceback(text: string): Block[] {
  const lines = text.split('\n');
  const plain = toPlain(lines);
  const blocks: Block[] = [];
  let next = 0;
  const push = (until: number, frame: Frame | null) => {
    if (until > next) blocks.push({ text: lines.slice(next, until).join('\n'), frame });
    next = until;
  };
  for (const { from, until, frame } of languageOf(plain).read(plain)) {
    push(from, null);
    push(until, frame);
  }
  push(lines.length, null);
  return blocks;
}

/** The place that names the group: the last application frame's, by the rule of the contract. Null when nothing parses. */
export function locate(text: string): { file: string; line: number } | null {
  const lines = toPlain(text.split('\n'));
  const frame = languageOf(lines).locate(lines);
  return frame ? { file: frame.file, line: frame.line } : null;
}

/**
 * A message may quote another program's traceback. Python prints its message last, so a text that opens as Python's is
 * Python's; in all other languages the message comes first, so the last frame tells.
 */
function languageOf(lines: readonly string[]): Language {
  if (python.opens(lines.find(Boolean) ?? '') && lines.some(python.claims)) return python;
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    const language = line.length >= MIN_FRAME_CHARACTERS && LANGUAGES.find(({ claims }) => claims(line));
    if (language) return language;
  }
  return python;
}

/** Windows ends lines with `\r\n`; terminals get colours, as from Python 3.13. */
function toPlain(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const head = line.length > MAX_LINE_CHARACTERS ? line.slice(0, MAX_LINE_CHARACTERS) : line;
    return (head.includes('\u001b') ? withoutColours(head) : head).trimEnd();
  });
}

function withoutColours(line: string): string {
  const [start = '', ...rest] = line.split('\u001b[');
  return start + rest.map((part) => part.replace(/^[\d;]*[A-Za-z]/, '')).join('');
}
