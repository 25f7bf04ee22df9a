import { decide, type Frame, type Language, type Mark } from './language.ts';
import { digitsStart, hasLineEnd, skipBlanks } from './location.ts';

/** A function's line and below it `\t/app/main.go:12 +0x1d`, the failure first. */
export const go: Language = {
  claims: (line) => placeOf(line) !== null,
  read(lines) {
    const marks: Mark[] = [];
    for (let at = 0; at < lines.length; at++) {
      const place = placeOf(lines[at] ?? '');
      if (!place) continue;
      const { file, number } = place;
      const above = /^\S/.test(lines[at - 1] ?? '') ? (lines[at - 1] ?? '') : '';
      const frame: Frame = { file, line: Number(number), function: functionOf(above), inApp: !LIBRARY.test(file) };
      marks.push({ from: above ? at - 1 : at, until: at + 1, frame });
    }
    return marks;
  },
  locate(lines) {
    const own = firstGoroutine(go.read(lines), lines);
    // A trace taken by a deferred function starts with that function; what went wrong is below `panic`.
    const panic = own.findLastIndex((mark) => mark.frame.function === 'panic');
    return decide('first', [own.slice(panic + 1), own]);
  },
};

/** What may follow a place: the offset in the function. */
const OFFSET = ' +0x';

/** The last `/app/main.go:12` of a line that begins with it and ends there or before an offset. */
function placeOf(line: string): { file: string; number: string } | null {
  const start = skipBlanks(line);
  if (start === 0 || !/\S/.test(line[start] ?? '') || hasLineEnd(line)) return null;
  if (line.startsWith('at ', start) || line.startsWith('from ', start)) return null;
  for (let end = line.length; end > start; end = line.lastIndexOf(OFFSET, end - 1)) {
    const from = digitsStart(line, end);
    const length = line.startsWith('.go:', from - 4) ? 4 : line.startsWith('.s:', from - 3) ? 3 : 0;
    if (from < end && length > 0 && from - length > start) {
      return { file: line.slice(start, from - 1), number: line.slice(from, end) };
    }
  }
  return null;
}

function functionOf(line: string): string | null {
  if (line.startsWith('created by ')) return line.slice('created by '.length).split(' in goroutine ', 1)[0] ?? null;
  return (line.endsWith(')') ? line.slice(0, line.lastIndexOf('(')) : line) || null;
}

/** The goroutine that failed is printed first; the order of the others is chance. */
function firstGoroutine(marks: readonly Mark[], lines: readonly string[]): readonly Mark[] {
  const first = marks[0]?.from ?? 0;
  const next = lines.findIndex((line, at) => at > first && line.startsWith('goroutine '));
  return next < 0 ? marks : marks.filter((mark) => mark.from < next);
}

/** The first folders of the standard library. */
const STANDARD = `archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors
  expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime
  slices sort strconv strings structs sync syscall testing text time unicode unique unsafe weak`;

/** Modules by their `@v1.2.3` or their folder; the standard library below `go/src/`, or at the start where `-trimpath` cut. */
const LIBRARY = new RegExp(
  String.raw`@v\d|(?:^|/)vendor/|(?:^|/(?:go|go-?1[\w.]*|golang|libexec)/src/)(?:${STANDARD.split(/\s+/).join('|')})/`,
);
