import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { detectLevel, statedLevel } from '../../src/ingest/level.ts';
import { LEVELS, parseLevel } from '../../src/level.ts';

const cases = readFileSync(new URL('fixtures/levels.txt', import.meta.url), 'utf8')
  .split('\n## ')
  .slice(1)
  .map((section) => {
    const [logger = '', ...lines] = section.split('\n');
    return { logger, lines: lines.filter((line) => line.includes('\t')).map(readCase) };
  });

function readCase(line: string) {
  const [level = '', ...text] = line.split('\t');
  const escapes: Record<string, string> = { e: '\u001b', t: '\t', n: '\n', '\\': '\\' };
  return { level, message: text.join('\t').replace(/\\([etn\\])/g, (_, letter: string) => escapes[letter] ?? '') };
}

for (const { logger, lines } of cases) {
  describe(`the level of a line of ${logger}`, () => {
    for (const { level, message } of lines) {
      it(`is ${level === '-' ? "its stream's" : level}: ${JSON.stringify(message)}`, () => {
        const stdout = detectLevel(message, 'stdout');
        const stderr = detectLevel(message, 'stderr');

        assert.deepEqual([stdout, stderr], level === '-' ? ['INFO', 'ERROR'] : [level, level]);
      });
    }
  });
}

describe('the level of a line', () => {
  it('takes the marks of loggers before words', () => {
    const levels = ['INFO: [ERROR] x', 'INFO: level=error x', '[ERROR] level=info x', 'INFO x - ERROR - y'];

    const found = levels.map((message) => detectLevel(message, 'stdout'));

    assert.deepEqual(found, ['ERROR', 'ERROR', 'ERROR', 'ERROR']);
  });

  it('reads all of a JSON object, however far the level is', () => {
    const message = JSON.stringify({ text: 'x"\\'.repeat(20_000), list: [[{}], '{'], level: 'error' });

    const level = detectLevel(message, 'stdout');

    assert.equal(level, 'ERROR');
  });

  it('looks at the beginning of plain text only', () => {
    const level = statedLevel(`${'x '.repeat(400)}[ERROR]`);

    assert.equal(level, undefined);
  });

  it('is found in any text without failing', () => {
    const piece = fc.constantFrom(
      '{',
      '"',
      '"level":',
      '[',
      ']',
      'ERROR',
      ' - ',
      ':',
      'level=',
      '\\',
      '\n',
      '<3>',
      '2026-01-23 ',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))).map((pieces) => pieces.join(''));

    fc.assert(
      fc.property(text, (message) => {
        const level = detectLevel(message, 'stdout');

        assert.ok(LEVELS.includes(level));
      }),
      { numRuns: 400 },
    );
  });

  it('is that of a JSON object which is parsed whole', () => {
    const key = fc.constantFrom('level', 'msg', 'log', 'a"level":', 'x\\');
    const value = fc.oneof(
      fc.constantFrom('error', 'debug', '"level":"warn"', '\\', '}'),
      fc.constantFrom(30, 50),
      fc.array(fc.jsonValue()),
    );
    const record = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)));
    const levelOf = (object: unknown) => (object as { level?: unknown } | null)?.level;

    fc.assert(
      fc.property(record, fc.constantFrom(undefined, 2), (object, indent) => {
        const level = statedLevel(JSON.stringify(object, null, indent));

        const expected = Object.keys(object).flatMap((name) => {
          const stated = name === 'level' ? object[name] : name === 'log' ? levelOf(object[name]) : undefined;
          return typeof stated === 'string' || typeof stated === 'number' ? (toLevel(stated) ?? []) : [];
        });
        assert.equal(level, expected[0]);
      }),
      { numRuns: 400 },
    );
  });
});

/** Only the words and numbers that the property above makes. */
function toLevel(value: string | number) {
  return value === 30 ? 'INFO' : value === 50 ? 'ERROR' : parseLevel(String(value));
}

describe('the time that a level takes', () => {
  it('is bounded for text and grows with the length of a JSON object, whatever they hold', () => {
    const pieces = [
      '{',
      '"',
      '\\',
      '{"a":',
      '[',
      '[[a',
      '=',
      'level=',
      ' - ',
      '1:M ',
      '1 ',
      'a.',
      'A.',
      '<3',
      '\u001b[',
    ];
    const cost = (text: string, times: number) => {
      const start = performance.now();
      for (let at = 0; at < times; at++) {
        statedLevel(text);
        statedLevel(`{"${text}`);
        statedLevel(`{"a":${text}`);
      }
      return performance.now() - start;
    };

    for (const piece of pieces) {
      const whole = cost(piece.repeat((256 * 1024) / piece.length), 1);
      const parts = cost(piece.repeat((4 * 1024) / piece.length), 64);

      assert.ok(whole < 16 * parts + 5, `${piece} took ${whole} ms in one, ${parts} ms in 64 parts`);
    }
  });
});

describe('parseLevel', () => {
  it('reads names and aliases in any case', () => {
    const levels = ['debug', 'Trace', 'NOTICE', 'warn', 'Err', 'SEVERE', 'FATAL', 'emerg'].map(parseLevel);

    assert.deepEqual(levels, ['DEBUG', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'ERROR', 'CRITICAL', 'CRITICAL']);
  });

  it('knows nothing else', () => {
    const levels = ['', 'errors', ' error', '3', '__proto__', 'constructor'].map(parseLevel);

    assert.deepEqual(new Set(levels), new Set([undefined]));
  });
});
