import { checkSteps } from './check-steps.ts';
import { runSteps } from './steps.ts';

// With arguments, only those test files: `npm test -- error-tracker/test/ingest/*.test.ts`.
const files = process.argv.slice(2);
const tests = {
  title: 'tests',
  command: 'node',
  args: ['--test', ...(files.length > 0 ? files : ['*/test/**/*.test.ts'])],
};

runSteps(files.length > 0 ? [tests] : [...checkSteps, tests]);
