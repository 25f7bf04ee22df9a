import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';

const folder = new URL('../fixtures/tracebacks/', import.meta.url);

/** `## what is special → the place`, then the traceback between fences. */
const CASE = /^## (.*) → (.*)\n\n```\n([^]*?)\n```$/gm;

for (const file of globSync('*/forms.md', { cwd: folder }).toSorted()) {
  const cases = [...readFileSync(new URL(file, folder), 'utf8').matchAll(CASE)];

  describe(`a traceback as in ${file}`, () => {
    for (const [, title, place, text = ''] of cases) {
      it(`is located: ${title}`, () => {
        const located = locate(text);
        const frames = parseTraceback(text).flatMap(({ frame }) => frame ?? []);

        assert.equal(`${located?.file}:${located?.line}`, place);
        assert.ok(frames.some((frame) => frame.file === located?.file && frame.line === located.line));
      });
    }

    it('is in the file with every heading', () => {
      const headings = readFileSync(new URL(file, folder), 'utf8').match(/^## /gm);

      assert.equal(cases.length, headings?.length);
    });
  });
}
