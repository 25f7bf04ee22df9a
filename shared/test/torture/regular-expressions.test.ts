import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { addToCorpus, readCorpus } from '@monlight/shared/testing/fuzz/corpus';
import { isWhole } from '@monlight/shared/testing/torture';
import { checkSync } from 'recheck';
import { parseAst } from 'rolldown/parseAst';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PLACES = [
  '{shared,error-tracker,log-viewer,metrics-collector,clients/node}/src/**/*.ts',
  '{shared,error-tracker,log-viewer,metrics-collector}/ui/src/**/*.{ts,tsx}',
  'shared/ui/**/*.{ts,tsx}',
];
/** Those that were shown to be linear; to show it of all takes half a minute. */
const SHOWN = new URL('corpus/linear-expressions.jsonl', import.meta.url);
const shown = new Set(readCorpus<string>(SHOWN));
const TIMEOUT_MS = 30_000;

/**
 * Files that make expressions of what they are given, which can only be tried: `log-viewer/test/torture/parsers.test.ts` and
 * `error-tracker/test/torture/parsers.test.ts` do.
 */
const TRIED = new Set([
  'error-tracker/src/ingest/languages/go.ts',
  'log-viewer/src/search/characters.ts',
  'log-viewer/src/search/find.ts',
  'log-viewer/src/search/term.ts',
]);

interface Found {
  file: string;
  source: string;
  flags: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
  arguments?: Node[];
  tag?: unknown;
  quasi?: { quasis: { value: { raw: string } }[] };
  value?: unknown;
}

/** Every expression that is written in a file, and whether there are others. */
function expressionsOf(file: string): { known: Found[]; isMade: boolean } {
  const known: Found[] = [];
  let isMade = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, regex, callee, arguments: given, ...rest } = node as Node;
    if (type === 'Literal' && regex) known.push({ file, source: regex.pattern, flags: regex.flags });
    if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp') {
      const [text, flags] = given ?? [];
      const source = text && constantOf(text);
      if (source === undefined) isMade = true;
      else known.push({ file, source, flags: typeof flags?.value === 'string' ? flags.value : '' });
    }
    for (const child of Object.values({ ...rest, callee, given })) visit(child);
  };
  const lang = file.endsWith('x') ? 'tsx' : 'ts';
  visit(parseAst(readFileSync(root + file, 'utf8'), { lang }, file));
  return { known, isMade };
}

/** The text of a `String.raw` without anything put in; undefined for everything else. */
function constantOf({ type, quasi }: Node): string | undefined {
  const [only, ...others] = quasi?.quasis ?? [];
  return type === 'TaggedTemplateExpression' && others.length === 0 ? only?.value.raw : undefined;
}

describe('the regular expressions', () => {
  const files = globSync(PLACES, { cwd: root }).toSorted();
  const found = files.map((file) => ({ file, ...expressionsOf(file) }));

  it('that are written down take time in proportion to their input', () => {
    const all = new Map(found.flatMap(({ known }) => known).map((one) => [`/${one.source}/${one.flags}`, one]));

    const slow = [...all].flatMap(([text, { file, source, flags }]) => {
      if (!isWhole && shown.has(text)) return [];
      const result = checkSync(source, flags, { timeout: TIMEOUT_MS });
      if (result.status === 'safe') return [];
      return [`${file}: ${text} is ${result.status}: ${'attack' in result ? (result.attack?.pattern ?? '') : ''}`];
    });

    assert.ok(all.size > 100, `${all.size} were found`);
    assert.deepEqual(slow, []);
    addToCorpus(SHOWN, [...all.keys()]);
  });

  it('that are made of something are those that are tried on long inputs', () => {
    const made = found.filter(({ isMade }) => isMade).map(({ file }) => file);

    assert.deepEqual(new Set(made), TRIED);
  });
});
