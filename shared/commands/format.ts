import { runSteps } from './steps.ts';

runSteps([
  { title: 'format', command: 'biome', args: ['format', '--write', '.'] },
  { title: 'lint', command: 'oxlint', args: ['--type-aware', '--fix'] },
]);
