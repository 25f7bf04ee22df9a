import { decideExceptionGroup, marginOf } from './exception-group.ts';
import { decide, type Frame, type Language, type Mark } from './language.ts';
import { digitsEnd, skipBlanks } from './location.ts';

const FILE = 'File "';
const LINE = '", line ';

/** `  File "/app/main.py", line 5, in main`, the failure last. */
export const python: Language & { opens(line: string): boolean } = {
  claims: (line) => frameAt(line, textStart(line, marginOf(line))) !== null,
  /** Whether a text that begins with this line is Python's: it prints the message last, all others print it first. */
  opens: (line) => OPENING.test(line) || python.claims(line),
  read(lines) {
    const marks = readTraceback(lines);
    return marks.length > 0 ? marks : readAnywhere(lines);
  },
  locate(lines) {
    const marks = python.read(lines);
    const last = marks.at(-1);
    const endsInGroup = last !== undefined && marginOf(lines[last.from] ?? '') > 0;
    return endsInGroup ? decideExceptionGroup(marks, lines) : decide('last', [marks]);
  },
};

function readTraceback(lines: readonly string[]): Mark[] {
  const marks: Mark[] = [];
  let current: Mark | null = null;
  let hasFrames = false;
  // A message of several lines may hold what looks like a frame: nothing counts from the exception's line to the next header.
  let inMessage = false;
  // Elsewhere a `|` is source code.
  let inGroup = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const margin = inGroup ? marginOf(line) : 0;
    const start = textStart(line, margin);
    const frame = inMessage ? null : frameAt(line, start);
    if (frame) {
      current = { from: at, until: at + 1, frame };
      marks.push(current);
      hasFrames = true;
    } else if (isHeader(line)) {
      current = null;
      hasFrames = inMessage = false;
      inGroup = marginOf(line) > 0 || line[start] === '+';
    } else if (current && start > margin) {
      current.until = at + 1;
    } else {
      current = null;
      inMessage ||= hasFrames && start === margin && start < line.length;
    }
  }
  return marks;
}

/** For a traceback that lost its line breaks, or has something before every line. */
function readAnywhere(lines: readonly string[]): Mark[] {
  const marks: Mark[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const close = line.lastIndexOf(LINE);
    const frame = close < 0 ? null : frameAt(line, line.lastIndexOf(FILE, close));
    if (frame) marks.push({ from: at, until: at + 1, frame: { ...frame, function: null } });
  }
  return marks;
}

function frameAt(line: string, start: number): Frame | null {
  if (start < 0 || !line.startsWith(FILE, start)) return null;
  const close = line.indexOf(LINE, start + FILE.length);
  const file = line.slice(start + FILE.length, close);
  const from = close + LINE.length;
  const until = digitsEnd(line, from);
  if (close < 0 || !file || until === from) return null;
  const name = line.startsWith(', in ', until) ? line.slice(until + ', in '.length) : '';
  return { file, line: Number(line.slice(from, until)), function: name || null, inApp: !isLibrary(file) };
}

const OPENING = /^ *(?:\+ Exception Group )?Traceback \(most recent call last\):$/;

function isHeader(line: string): boolean {
  return line.endsWith('Traceback (most recent call last):');
}

/** Loguru points at the frame that caught the exception with `> `. */
function textStart(line: string, margin: number): number {
  const start = skipBlanks(line, margin);
  return line.startsWith('> ', start) ? start + 2 : start;
}

const LIBRARY = /site-packages|dist-packages|\/lib(?:64)?\/(?:python|pypy)3|[\\/]Python3\d*[\\/]Lib[\\/]|^<frozen /;

function isLibrary(file: string): boolean {
  return LIBRARY.test(file);
}
