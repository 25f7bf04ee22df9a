import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures/tracebacks/', import.meta.url));

/** Every traceback that real programs have printed for the tests. */
export const tracebacks: readonly string[] = globSync('*/*.txt', { cwd: folder })
  .toSorted()
  .map((file) => readFileSync(folder + file, 'utf8'));
