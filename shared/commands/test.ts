import { checkSteps } from './check-steps.ts';
import { pythonTestSteps } from './python.ts';
import { runSteps } from './steps.ts';

// With arguments, only those test files: `npm test -- error-tracker/test/ingest/*.test.ts`.
const files = process.argv.slice(2);
// A test that hangs fails, instead of keeping everybody waiting.
const LIMIT_MS = 5 * 60_000;

const testSteps = (patterns: readonly string[]) => [
  { title: 'tests', command: 'node', args: ['--test', `--test-timeout=${LIMIT_MS}`, ...patterns] },
];
const all = testSteps(['*/test/**/*.test.ts', 'clients/*/test/**/*.test.ts']);

runSteps(files.length > 0 ? testSteps(files) : [...checkSteps, ...all, ...pythonTestSteps]);
