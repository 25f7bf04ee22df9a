import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createMultiLine } from '../../src/ingest/multi-line.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const CUT = '----8<----';

/** Failures that begin an entry of their own, whatever stands above them. */
const CRASHES =
  /^(?:go|java|kotlin|javascript|rust)-|^php-(?:eval|previous)|^ruby-(?!backtrace|bottom)|^python-library-only/;

const before = '2026-01-23 15:30:00,123 INFO shop: before';
const after = '2026-01-23 15:30:00,123 INFO shop: after';
const announcing = '2026-01-23 15:30:00,123 ERROR shop: sync failed';

function assemble(lines: readonly string[]): string[][] {
  const multiLine = createMultiLine();
  const entries: string[][] = [];
  for (const line of lines) {
    if (entries.length > 0 && multiLine.continues(line)) {
      entries.at(-1)?.push(line);
    } else {
      multiLine.begin(line);
      entries.push([line]);
    }
  }
  return entries;
}

describe('the entries of a log', () => {
  for (const file of globSync('multi-line/*.txt', { cwd: fixtures })) {
    it(`are those that its program wrote: ${file}`, () => {
      const lines = readFileSync(new URL(file, fixtures), 'utf8').trimEnd().split('\n');
      const expected = lines.reduce<string[][]>(
        (entries, line) => {
          if (line === CUT) entries.push([]);
          else entries.at(-1)?.push(line);
          return entries;
        },
        [[]],
      );

      const entries = assemble(lines.filter((line) => line !== CUT));

      assert.deepEqual(entries, expected);
    });
  }
});

const tracebacks = globSync('tracebacks/*.txt', { cwd: fixtures }).map((file) => ({
  name: file.slice('tracebacks/'.length, -'.txt'.length),
  lines: readFileSync(new URL(file, fixtures), 'utf8')
    .replace(/^\n|\n+$/g, '')
    .split('\n'),
}));

describe('a failure', () => {
  for (const { name, lines } of tracebacks) {
    it(`is one entry between others: ${name}`, () => {
      const entries = assemble([before, ...lines, after, 'plain', ...lines, 'plain']);

      assert.deepEqual(entries, [[before], lines, [after], ['plain'], lines, ['plain']]);
    });

    it(`is with the line that announced it, unless it is a crash: ${name}`, () => {
      const entries = assemble([before, announcing, ...lines, after]);

      const expected = CRASHES.test(name) ? [[announcing], lines] : [[announcing, ...lines]];
      assert.deepEqual(entries, [[before], ...expected, [after]]);
    });

    // Ruby's calls alone do not say where one exception ends.
    if (!name.startsWith('ruby-backtrace')) {
      it(`is an entry each time: ${name}`, () => {
        const entries = assemble([before, ...lines, ...lines, '', ...lines, after]);

        assert.deepEqual(entries, [[before], lines, [...lines, ''], lines, [after]]);
      });
    }

    it(`is read the same with the line ends of a terminal: ${name}`, () => {
      const entries = assemble([before, ...lines, after].map((line) => `${line}\r`));

      assert.equal(entries.length, 3);
    });
  }
});

describe('an entry', () => {
  it('takes the first line with text where nothing but blank lines is above', () => {
    const entries = assemble(['', ' ', 'text', 'more']);

    assert.deepEqual(entries, [['', ' ', 'text'], ['more']]);
  });

  it('is known to be unfinished while more of a failure must come', () => {
    const multiLine = createMultiLine();
    const isOpen = (line: string) => (multiLine.continues(line) || multiLine.begin(line), multiLine.isOpen());

    const states = [
      'plain',
      'ERROR:root:boom',
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 1, in <module>',
      'ValueError: no',
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 1, in <module>',
      'ValueError: no',
      '{',
      '  "a": 1',
      '}',
    ].map(isOpen);

    const expected = [0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0];
    assert.deepEqual(states.map(Number), expected);
  });
});

const printed = tracebacks.flatMap(({ lines }) => lines);
const line = fc.oneof(
  { arbitrary: fc.constantFrom(...new Set(printed)), weight: 5 },
  { arbitrary: fc.constantFrom('', ' ', '{', '}', '"""', 'Stack trace:', announcing, after, 'plain'), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 1 },
);

describe('any lines', () => {
  it('are told apart the same when an entry is read again from its beginning', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), line, (lines, next) => {
        const entries = assemble(lines);
        const last = entries.at(-1) ?? [];

        const multiLine = createMultiLine();
        for (const entry of entries) {
          multiLine.begin(entry[0] ?? '');
          for (const more of entry.slice(1)) assert.ok(multiLine.continues(more));
        }
        const again = createMultiLine();
        again.begin(last[0] ?? '');
        for (const more of last.slice(1)) again.continues(more);

        assert.equal(again.isOpen(), multiLine.isOpen());
        assert.equal(again.continues(next), multiLine.continues(next));
      }),
      { numRuns: 1000 },
    );
  });

  it('leave the state as it was when they begin another entry', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), line, line, (lines, refused, next) => {
        const asked = createMultiLine();
        const unasked = createMultiLine();
        for (const multiLine of [asked, unasked]) {
          multiLine.begin(before);
          for (const more of lines) if (!multiLine.continues(more)) multiLine.begin(more);
        }
        fc.pre(!asked.continues(refused));

        const states = [asked.isOpen(), asked.continues(next)];

        assert.deepEqual(states, [unasked.isOpen(), unasked.continues(next)]);
      }),
      { numRuns: 1000 },
    );
  });

  it('take time in proportion to their length', () => {
    const openings = [
      announcing,
      'Traceback (most recent call last):',
      'goroutine 1 [running]:',
      "/app/a.rb:3:in 'open': no (IOError)",
      'Exception in thread "main" x',
      "thread 'main' panicked at a.rs:3:5:",
      'PHP Fatal error:  Uncaught x',
      '/app/a.js:3',
    ];
    const hostile = [
      'a.',
      ':1:in ',
      ":in '",
      '#0 ',
      '[a',
      'at a',
      '(',
      'x.Y',
      '/a.js:1',
      'main.',
      '\u001b[',
      '----',
      ' in ',
    ];
    const cost = (text: string, times: number) => {
      const multiLine = createMultiLine();
      const start = performance.now();
      for (let at = 0; at < times; at++) {
        for (const opening of openings) {
          multiLine.begin(opening);
          for (const more of [text, `${text} `, ` ${text}`, text]) multiLine.continues(more);
        }
        multiLine.begin(text);
      }
      return performance.now() - start;
    };

    for (const piece of hostile) {
      const whole = cost(piece.repeat((256 * 1024) / piece.length), 1);
      const parts = cost(piece.repeat((4 * 1024) / piece.length), 64);

      // Going over the text again for each character takes up to 64 times as long for the whole.
      assert.ok(whole < 16 * parts + 5, `${piece} took ${whole} ms in one, ${parts} ms in 64 parts`);
    }
  });
});
