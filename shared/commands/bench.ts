import { globSync } from 'node:fs';
import { runSteps } from './steps.ts';

runSteps(
  globSync(['*/bench/*.bench.ts', 'clients/*/bench/*.bench.ts'])
    .toSorted()
    .map((file) => ({ title: file, command: 'node', args: [file, ...process.argv.slice(2)] })),
);
