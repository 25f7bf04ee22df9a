import { runSteps } from './steps.ts';

// What `npm test` plays a cut of, whole. With arguments, only those files: `npm run torture -- error-tracker/test/torture/*.test.ts`.
const files = process.argv.slice(2);
const LIMIT_MS = 15 * 60_000;

runSteps([
  {
    title: 'torture',
    command: 'node',
    // One after the other: each puts the machine under load, and some look at how long an answer takes.
    args: [
      '--test',
      '--test-concurrency=1',
      `--test-timeout=${LIMIT_MS}`,
      ...(files.length > 0 ? files : ['*/test/torture/**/*.test.ts']),
    ],
    env: { MONLIGHT_TORTURE: 'whole' },
  },
]);
