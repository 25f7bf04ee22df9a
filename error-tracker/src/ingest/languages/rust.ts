import { decide, type Frame, type Language, type Mark } from './language.ts';
import { parseLocation } from './location.ts';

/** `panicked at src/main.rs:4:5:`, then `  2: shop::take` with `at ./src/main.rs:4:5` below it, the failure first. */
export const rust: Language = {
  claims: (line) => isHeader(line) || panicOf(line) !== null || NATIVE.test(placeOf(line)?.file ?? ''),
  read(lines) {
    const marks: Mark[] = [];
    let inBacktrace = false;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? '';
      const panic = panicOf(line);
      const name = CALL.exec(line)?.[1];
      const place = name ? placeOf(lines[at + 1] ?? '') : null;
      inBacktrace = isHeader(line) || (inBacktrace && name !== undefined);
      if (panic) marks.push({ from: at, until: at + 1, frame: panic });
      if (!name || !(inBacktrace || place)) continue;
      marks.push({ from: at, until: place ? at + 2 : at + 1, frame: toFrame(name, place) });
      if (place) at++;
    }
    return marks;
  },
  locate: (lines) => decide('first', [rust.read(lines)]),
};

/** What a backtrace's frames are written in: below `main` there is C. */
const NATIVE = /\.(?:rs|[chS]|cc|cpp)$/;
const CALL = /^ *\d+: +(?:0x[\da-f]+ - )?(\S.*)$/;

function isHeader(line: string): boolean {
  return line.endsWith('tack backtrace:');
}

/** Before 1.73 the message stood first: `panicked at 'no tea', src/main.rs:4:5`. */
function panicOf(line: string): Frame | null {
  const at = line.startsWith("thread '") ? line.indexOf(' panicked at ') : -1;
  if (at < 0) return null;
  const place = line.slice(at + ' panicked at '.length, line.endsWith(':') ? -1 : line.length);
  const location = parseLocation(place.slice(place.lastIndexOf("', ") < 0 ? 0 : place.lastIndexOf("', ") + 3));
  if (!location?.hasColumn) return null;
  return { file: location.file, line: location.line, function: null, inApp: isInApp(location.file) };
}

function placeOf(line: string): { file: string; line: number } | null {
  const place = /^\s+at (\S.*)$/.exec(line)?.[1];
  return place ? parseLocation(place) : null;
}

function toFrame(call: string, place: { file: string; line: number } | null): Frame {
  const name = call.replace(/\[[\da-f]{16}\]/g, '').replace(/::h[\da-f]{16}$/, '');
  if (place) return { file: place.file, line: place.line, function: name, inApp: isInApp(place.file) };
  return { file: name, line: 0, function: name, inApp: /^[a-z_]\w*::/.test(name) && !RUNTIME.test(name) };
}

/** Without symbols only the name tells: the runtime, and what takes a backtrace and so stands in front of the application. */
const RUNTIME = /^(?:std|core|alloc|proc_macro|test|__rustc|backtrace|anyhow|eyre|color_eyre)::/;

const LIBRARY =
  /^\/rustc\/|[\\/]\.?cargo[\\/](?:registry|git)[\\/]|[\\/]\.rustup[\\/]|\/rust\/deps\/|(?:^|\/)library\/(?:std|core|alloc)\/|(?:^|\/)vendor\//;

function isInApp(file: string): boolean {
  return file.endsWith('.rs') && !LIBRARY.test(file);
}
