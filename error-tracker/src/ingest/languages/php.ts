import { decide, type Frame, type Language, readEach } from './language.ts';
import { digitsStart, hasLineEnd, skipBlanks } from './location.ts';

/** `… in /app/shop.php:12` where it was thrown, then `#0 /app/shop.php(18): take()`, the failure first. */
export const php: Language = {
  claims: (line) => frameOf(line) !== null,
  read: (lines) => readEach(lines, frameOf),
  locate(lines) {
    const marks = php.read(lines);
    // Causes come first; the exception itself is the last one, below `Next`.
    const own = lines.findLastIndex((line) => line.startsWith('Next '));
    return decide('first', [marks.filter((mark) => mark.from >= own), marks]);
  },
};

function frameOf(line: string): Frame | null {
  const start = skipBlanks(line);
  return line[start] === '#' ? readCall(line.slice(start)) : readThrow(line);
}

const CALL = /^#\d+ (.+?)\((\d{1,9})\): /;
const INTERNAL = /^#\d+ \[internal function\]: (.*)$/;

function readCall(line: string): Frame | null {
  const [head = '', path, number] = hasLineEnd(line) ? [] : (CALL.exec(line) ?? []);
  if (path) return toFrame(path, Number(number), nameOf(line.slice(head.length)));
  const internal = INTERNAL.exec(line)?.[1];
  const name = internal === undefined ? null : nameOf(internal);
  return name === null ? null : { file: name, line: 0, function: name, inApp: false };
}

function nameOf(call: string): string | null {
  return call.split('(', 1)[0] || null;
}

/** `… in /app/shop.php:12`, `… in /app/shop.php on line 12`, and Laravel's `(… at /app/shop.php:12)`. */
function readThrow(line: string): Frame | null {
  const end = line.endsWith(')') ? line.length - 1 : line.length;
  const from = digitsStart(line, end);
  const separator = [' on line ', ':'].find((text) => line.endsWith(text, from));
  if (from === end || !separator) return null;
  const before = line.slice(0, from - separator.length);
  const start = Math.max(before.lastIndexOf(' in '), before.lastIndexOf(' at ')) + 4;
  const path = before.slice(start);
  return start >= 4 && SCRIPT.test(originOf(path)) ? toFrame(path, Number(line.slice(from, end)), null) : null;
}

const SCRIPT = /\.(?:php|phtml|inc)(?:\(\d+\))?$/;

/** `/app/shop.php(48) : eval()'d code` has lines of its own; what can be found again is line 48. */
function originOf(path: string): string {
  const origin = path.indexOf(') : ');
  return origin < 0 ? path : path.slice(0, origin + 1);
}

function toFrame(path: string, number: number, name: string | null): Frame {
  const origin = originOf(path);
  const [, file = path, line = number] = origin === path ? [] : (/^(.*)\((\d{1,9})\)$/.exec(origin) ?? []);
  return { file, line: Number(line), function: name, inApp: !LIBRARY.test(file) };
}

const LIBRARY = /[\\/]vendor[\\/]|^phar:|[\\/]wp-includes[\\/]/;
