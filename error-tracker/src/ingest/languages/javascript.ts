import { type Frame, type Language, locateFirst, readEach } from './language.ts';
import { digitsEnd, isMessage, parseLocation, skipBlanks } from './location.ts';

/** V8's `at fn (file:line:column)` and the `fn@file:line:column` of Firefox and Safari, the failure first. */
export const javascript: Language = {
  claims: (line) => frameOf(line) !== null,
  read: (lines) => readEach(lines, frameOf),
  locate: (lines) => locateFirst(lines, frameOf),
};

function frameOf(line: string): Frame | null {
  const start = skipBlanks(line);
  return line.startsWith('at ', start) ? readV8(line.slice(start + 3)) : readGecko(line.slice(start));
}

/** See https://v8.dev/docs/stack-trace-api. */
function readV8(call: string): Frame | null {
  const body = call.slice(0, bodyEnd(call));
  const open = body.endsWith(')') ? body.indexOf(' (') : -1;
  const name = open < 0 ? '' : withoutAsync(body.slice(0, open));
  const place = open < 0 ? withoutAsync(body) : body.slice(open + 2, -1);
  if (BUILT_IN.test(place)) return builtIn(name, place);
  return toFrame(name, place.startsWith('eval at ') ? evalOrigin(place) : place);
}

/** Node goes on behind the last frame where an error has properties (`{`) or sits in a list (`,`). */
function bodyEnd(call: string): number {
  let end = call.length;
  while (end > 0 && ' {},]'.includes(call[end - 1] ?? '')) end--;
  return end;
}

/** Places inside the engine: `Array.map (<anonymous>)`, `Promise.all (index 0)`, `parse@[native code]`. */
const BUILT_IN = /^(?:<anonymous>|native|index \d+|\[native code\])$/;

function builtIn(name: string, place: string): Frame {
  return { file: name || place, line: 0, function: name || null, inApp: false };
}

function withoutAsync(name: string): string {
  return name.startsWith('async ') ? name.slice('async '.length) : name;
}

/** Code from a string has lines of its own; what can be found again is where it was evaluated. */
function evalOrigin(place: string): string {
  let origin = place;
  // Who evaluates more than eight deep is after something else.
  for (let depth = 0; depth < 8 && origin.startsWith('eval at '); depth++) {
    origin = origin.slice(origin.indexOf(' (') + 2, origin.lastIndexOf('), '));
  }
  return origin;
}

function readGecko(line: string): Frame | null {
  // Safari leaves the name and the `@` out for a function without one; Node's `file:///main.mjs:3` above a throw is no call.
  if (URL.test(line)) return parseLocation(line)?.hasColumn ? toFrame('', line) : null;
  const at = line.indexOf('@');
  if (at < 0 || isMessage(line.slice(0, at))) return null;
  // `promise callback*load@http://…`: how it came to be called, then the name.
  const name = line.slice(line.lastIndexOf('*', at) + 1, at);
  const place = line.slice(at + 1);
  if (BUILT_IN.test(place)) return builtIn(name, place);
  return URL.test(place) || PATH.test(place) ? toFrame(name, withoutEval(place)) : null;
}

const URL = /^(?:blob:)?[a-z][\w+.-]*:\//i;
const PATH = /^(?:\/|[a-z]:\\)/i;

/** `http://host/app.js line 13 > eval:1:1` was evaluated in line 13. */
function withoutEval(place: string): string {
  const from = place.indexOf(' line ');
  const until = digitsEnd(place, from + ' line '.length);
  if (from < 0 || !place.startsWith(' > ', until)) return place;
  return `${place.slice(0, from)}:${place.slice(from + ' line '.length, until)}:1`;
}

/** What makes a word before two numbers a file; `at 10:15:30` is none. */
const FILE = /[/\\.<[:]/;
/** Without a column, only a script is a file: `localhost:3000` is none. */
const SCRIPT = /\.[cm]?[jt]sx?$/;

function toFrame(name: string, place: string): Frame | null {
  const location = parseLocation(place.startsWith('address at ') ? place.slice('address at '.length) : place);
  if (!location) return null;
  const { file, line, hasColumn } = location;
  if (!(hasColumn ? FILE : SCRIPT).test(file)) return null;
  return { file, line, function: name || null, inApp: !isLibrary(file) };
}

function isLibrary(file: string): boolean {
  return file.includes('node_modules') || RUNTIME.test(file);
}

/** Node, Node before 15, Deno, Bun. */
const RUNTIME = /^(?:node:|internal\/|ext:|bun:)/;
