import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';

const folder = new URL('../fixtures/tracebacks/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const printed = globSync('*/*.txt', { cwd: folder }).map(read);
/** PHP has the place behind the message, Python the message behind the frames. */
const messageFirst = globSync('{dotnet,go,java,javascript,kotlin,ruby,rust}/*.txt', { cwd: folder }).map(read);

/** A line that some program printed, a piece of one, or anything at all. */
const line = fc.oneof(
  { arbitrary: fc.constantFrom(...new Set(printed.flatMap((text) => text.split('\n')))), weight: 5 },
  {
    arbitrary: fc.constantFrom(
      '  File "',
      '", line 1',
      '  | ',
      '+-+-',
      '+---',
      'at ',
      ' (',
      ')',
      '@/a.js:1:2',
      '\t/a.go:1',
    ),
    weight: 2,
  },
  {
    arbitrary: fc.constantFrom(
      '  + Exception Group Traceback (most recent call last):',
      'goroutine 1 [running]:',
      'Next E',
    ),
    weight: 1,
  },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 1 },
);
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '', ' ', '\u001b[1m')), { maxLength: 40 })
  .map((lines) => lines.flat().join(''));

describe('any text', () => {
  it('is the texts of its blocks, joined by line breaks', () => {
    fc.assert(
      fc.property(text, (traceback) => {
        const blocks = parseTraceback(traceback);

        assert.equal(blocks.map((block) => block.text).join('\n'), traceback);
      }),
      { numRuns: 2000 },
    );
  });

  it('is located at one of its frames, and nowhere only when it has none', () => {
    fc.assert(
      fc.property(text, (traceback) => {
        const frames = parseTraceback(traceback).flatMap(({ frame }) => frame ?? []);
        const place = locate(traceback);

        if (place === null) assert.deepEqual(frames, []);
        else assert.ok(frames.some(({ file, line: number }) => file === place.file && number === place.line));
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing as the first line of a message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messageFirst), text, (traceback, message) => {
        const place = locate(traceback);

        const headed = locate(`Error: ${message.replaceAll('\n', ' ')}\n${traceback}`);

        assert.deepEqual(headed, place);
      }),
      { numRuns: 2000 },
    );
  });
});
