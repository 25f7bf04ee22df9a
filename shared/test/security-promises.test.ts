import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const ROOT = new URL('../../', import.meta.url);

interface Promised {
  promise: string;
  tests: { title: string; file: string }[];
}

/** The rows of the tables between "What is promised" and the next heading of that size. */
function readPromises(text: string): Promised[] {
  const [, section = ''] = text.split('\n## What is promised\n');
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows
    .filter((row) => !/^\|( promise \||-)/.test(row))
    .map((row) => {
      const [promise = '', heldBy = ''] = row.split('|').slice(1, -1);
      const links = heldBy.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g);
      return { promise: promise.trim(), tests: [...links].map(([, title = '', file = '']) => ({ title, file })) };
    });
}

/** Whether a test's title begins like this in the file: `it('…`, a row of a table of cases, or Python's `def …(`. */
function hasTest(source: string, title: string): boolean {
  if (title.startsWith('test_')) return source.includes(`def ${title}(`);
  return ["'", '"', '`'].some((quote) => source.includes(quote + title));
}

describe('SECURITY.md', () => {
  const promises = readPromises(readFileSync(new URL('SECURITY.md', ROOT), 'utf8'));

  it('has a test for every promise', () => {
    assert.ok(promises.length > 20, `${promises.length} promises`);
    assert.deepEqual(
      promises.filter(({ tests }) => tests.length === 0),
      [],
    );
  });

  it('names tests that are there', () => {
    const missing = promises
      .flatMap(({ tests }) => tests)
      .filter(({ title, file }) => {
        const url = new URL(file, ROOT);
        return !existsSync(url) || !hasTest(readFileSync(url, 'utf8'), title);
      });

    assert.deepEqual(missing, []);
  });

  it('names no test that is skipped', () => {
    const files = new Set(promises.flatMap(({ tests }) => tests.map(({ file }) => file)));

    const skipping = [...files].filter((file) =>
      /\b(it|describe|test)\.(skip|todo|only)\(/.test(readFileSync(new URL(file, ROOT), 'utf8')),
    );

    assert.deepEqual(skipping, []);
  });
});
