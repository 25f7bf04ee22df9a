/** Log messages as a small web shop writes them: mostly one line, some tracebacks, about 135 characters. */

const WORDS =
  'request user timeout retry connection database cache order payment shipped worker queue job handler upstream client session token index commit'.split(
    ' ',
  );
const LEVELS = ['INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'WARNING', 'ERROR'];

export interface Printed {
  stream: 'stdout' | 'stderr';
  text: string;
}

/** The nth message; the same for the same n. */
export function message(n: number): Printed {
  const at = (offset: number) => WORDS[(n * 7 + offset * 13 + (n >> 4)) % WORDS.length];
  const level = n % 50 === 0 ? 'ERROR' : LEVELS[n % LEVELS.length];
  const half = n % 2 === 0 ? 'common ' : '';
  const head = `2026-01-23 15:30:${String(n % 60).padStart(2, '0')},${n % 1000} ${level} shop.views ${half}`;
  const text = `${head}${at(1)} ${at(2)} ${at(3)} ${at(4)} id=${(n * 2654435761).toString(36)} 10.0.${n % 7}.${n % 256} GET /api/items/${n % 5000} ${n % 997}ms`;
  if (n % 50 !== 0) return { stream: 'stdout', text };
  return {
    stream: 'stderr',
    text: `${text}\nTraceback (most recent call last):\n  File "/app/shop/views.py", line ${n % 300}, in checkout\n    total = cart.total()\nValueError: no price for item ${n}`,
  };
}

/** The lines of Docker's json-file log that hold `count` messages, from the nth on. */
export function dockerLines(from: number, count: number, startMs: number): string {
  const lines: string[] = [];
  for (let n = from; n < from + count; n += 1) {
    const { stream, text } = message(n);
    const time = `${new Date(startMs + n).toISOString().slice(0, -1)}${String(n % 1000).padStart(3, '0')}001Z`;
    for (const line of text.split('\n')) lines.push(`${JSON.stringify({ log: `${line}\n`, stream, time })}\n`);
  }
  return lines.join('');
}
