import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { pythonCheckSteps } from './python.ts';
import type { Step } from './steps.ts';

/** Types, lint, format and dead code, of both languages. */
export const checkSteps: Step[] = [
  { title: 'types', command: 'tsc', args: ['-p', '.'] },
  ...globSync('*/{ui,test/ui}/tsconfig.json')
    .toSorted()
    .map(dirname)
    .map((folder) => ({ title: `types of ${folder}`, command: 'tsc', args: ['-p', folder] })),
  { title: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { title: 'format', command: 'biome', args: ['format', '.'] },
  { title: 'dead code', command: 'knip', args: [] },
  ...pythonCheckSteps,
];
