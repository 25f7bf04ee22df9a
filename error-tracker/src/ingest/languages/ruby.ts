import { decide, type Frame, type Language, locateFirst, readEach } from './language.ts';
import { digitsStart, isMessage, skipBlanks } from './location.ts';

const IN = ':in ';

/** `/app/shop.rb:12:in 'take'`, alone, after `from ` or before a message, the failure first. */
export const ruby: Language = {
  claims: (line) => frameOf(line) !== null,
  read: (lines) => readEach(lines, frameOf),
  locate(lines) {
    // Ruby 2.5 to 2.7 print to a terminal the other way round, and number the lines then.
    const isReversed = lines.some((line) => /^\s*\d+: from /.test(line));
    return isReversed ? decide('last', [ruby.read(lines)]) : locateFirst(lines, frameOf);
  },
};

function frameOf(line: string): Frame | null {
  const end = line.indexOf(IN);
  if (end < 0) return null;
  const quote = line[end + IN.length];
  const start = digitsStart(line, end);
  // Before 3.4 a name is quoted `like this'.
  if ((quote !== "'" && quote !== '`') || start === end || line[start - 1] !== ':') return null;
  const file = line.slice(pathStart(line), start - 1);
  if (!file || isMessage(file)) return null;
  const name = line.slice(end + IN.length + 1).split("'", 1)[0];
  return { file, line: Number(line.slice(start, end)), function: name || null, inApp: !LIBRARY.test(file) };
}

function pathStart(line: string): number {
  return /^\s*(?:\d+: )?(?:from )?/.exec(line)?.[0].length ?? skipBlanks(line);
}

const LIBRARY = /\/gems\/|\/lib\/ruby\/|vendor\/bundle\/|^<internal:/;
