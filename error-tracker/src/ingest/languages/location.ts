/** What `path:line` or `path:line:column` says. */
export interface Location {
  file: string;
  line: number;
  hasColumn: boolean;
}

/** No source has a line beyond this many digits; a longer number is something else. */
const MAX_DIGITS = 9;

/** The location that a text ends with, where the rest of the text is the path. */
export function parseLocation(text: string): Location | null {
  const last = digitsStart(text, text.length);
  if (last === text.length || text[last - 1] !== ':') return null;
  const first = digitsStart(text, last - 1);
  const hasColumn = first < last - 1 && text[first - 1] === ':';
  const [from, until] = hasColumn ? [first, last - 1] : [last, text.length];
  return from > 1 ? { file: text.slice(0, from - 1), line: Number(text.slice(from, until)), hasColumn } : null;
}

/** Whether what stands before a location is `Error: …`, a message, where a function's name or a path is expected. */
export function isMessage(text: string): boolean {
  return text.includes(': ');
}

/** Whether a line holds what ends a line elsewhere: no program writes a frame with it, and a pattern would look at the rest again and again. */
export function hasLineEnd(line: string): boolean {
  return /[\r\u2028\u2029]/.test(line);
}

/** Where the number that ends before `end` starts; `end` when there is none. */
export function digitsStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigit(text, start - 1)) start--;
  return end - start > MAX_DIGITS ? end : start;
}

/** Where the number that starts at `start` ends; `start` when there is none. */
export function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text, end)) end++;
  return end - start > MAX_DIGITS ? start : end;
}

/** The first place from `start` on that is neither a space nor a tab. */
export function skipBlanks(text: string, start = 0): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** By its code: this is most of what reading a traceback costs. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
