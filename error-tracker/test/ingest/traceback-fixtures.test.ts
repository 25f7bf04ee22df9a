import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';

const folder = new URL('../fixtures/tracebacks/', import.meta.url);

/** Of each program's output: the group's place, and the application's functions in the order printed (`-`: no name). */
const expected = readFileSync(new URL('expected.tsv', folder), 'utf8')
  .trimEnd()
  .split('\n')
  .map((row) => row.split('\t') as [fixture: string, place: string, functions: string]);

describe('a traceback that a program really printed', () => {
  for (const [fixture, place, functions] of expected) {
    const text = readFileSync(new URL(`${fixture}.txt`, folder), 'utf8');

    it(`is located and taken apart: ${fixture}`, () => {
      const located = locate(text);
      const blocks = parseTraceback(text);

      assert.equal(`${located?.file}:${located?.line}`, place);
      assert.equal(functionsOf(blocks), functions);
      assert.equal(joined(blocks), text);
    });

    it(`says the same with the line ends of Windows: ${fixture}`, () => {
      const windows = text.replaceAll('\n', '\r\n');

      const located = locate(windows);
      const blocks = parseTraceback(windows);

      assert.equal(`${located?.file}:${located?.line}`, place);
      assert.equal(functionsOf(blocks), functions);
      assert.equal(joined(blocks), windows);
    });
  }

  it('is in the table, whichever it is', () => {
    const files = globSync('*/*.txt', { cwd: folder }).map((file) => file.replace('.txt', ''));

    const fixtures = expected.map(([fixture]) => fixture);

    assert.deepEqual(fixtures.toSorted(), files.toSorted());
  });
});

function functionsOf(blocks: ReturnType<typeof parseTraceback>): string {
  return blocks.flatMap(({ frame }) => (frame?.inApp ? [frame.function ?? '-'] : [])).join(', ');
}

function joined(blocks: ReturnType<typeof parseTraceback>): string {
  return blocks.map((block) => block.text).join('\n');
}
