import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../ingest/fixtures/', import.meta.url));

const read = (pattern: string): string[] =>
  globSync(pattern, { cwd: folder })
    .toSorted()
    .map((file) => readFileSync(folder + file, 'utf8'));

/** Every line of the logs and tracebacks that real programs have printed for the tests. */
export const logLines: readonly string[] = [
  ...read('{multi-line,tracebacks}/*.txt').flatMap((text) => text.split('\n')),
  ...read('levels.txt')
    .flatMap((text) => text.split('\n'))
    .map((line) =>
      line
        .replace(/^[^\t]*\t/, '')
        .replaceAll(String.raw`\e`, '\u001b')
        .replaceAll(String.raw`\t`, '\t'),
    ),
];

/** The same, as whole texts. */
export const logTexts: readonly string[] = read('{multi-line,tracebacks}/*.txt');
