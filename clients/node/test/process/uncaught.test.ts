import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRecordingServer } from '../support/recording-server.ts';
import { runProgram, type Ended } from '../support/run-program.ts';

const PROGRAM = new URL('./programs/uncaught.ts', import.meta.url);

/** What Node makes of a reason that is no error. */
function wrapped(reason: string): string {
  return `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${reason}".`;
}

/** Each with what is reported of it: message and origin. */
const CASES: {
  title: string;
  what: string;
  env?: Record<string, string>;
  nodeArgs?: string[];
  reported: string[][];
}[] = [
  { title: 'an error that nobody catches', what: 'throw', reported: [['nobody catches this', 'uncaughtException']] },
  { title: 'a promise that nobody handles', what: 'reject', reported: [['nobody handles this', 'unhandledRejection']] },
  { title: 'a rejection with text', what: 'text', reported: [[wrapped('just text'), 'unhandledRejection']] },
  { title: 'a rejection with nothing', what: 'undefined', reported: [[wrapped('undefined'), 'unhandledRejection']] },
  {
    title: 'an error that a handler of the application keeps from ending the process',
    what: 'throw',
    env: { HANDLER: 'exception' },
    reported: [['nobody catches this', 'uncaughtException']],
  },
  {
    title: 'a rejection that a handler of the application decides about',
    what: 'reject',
    env: { HANDLER: 'rejection' },
    reported: [['nobody handles this', 'unhandledRejection']],
  },
  {
    title: 'an error that the application monitors',
    what: 'throw',
    env: { HANDLER: 'monitor' },
    reported: [['nobody catches this', 'uncaughtException']],
  },
  ...['throw', 'strict', 'warn', 'none'].map((mode) => ({
    title: `a rejection under --unhandled-rejections=${mode}`,
    what: 'reject',
    nodeArgs: [`--unhandled-rejections=${mode}`],
    reported: [['nobody handles this', 'unhandledRejection']],
  })),
  {
    title: 'a rejection under strict with a handler of the application',
    what: 'reject',
    nodeArgs: ['--unhandled-rejections=strict'],
    env: { HANDLER: 'rejection' },
    reported: [['nobody handles this', 'unhandledRejection']],
  },
  {
    // Here Node tells of one rejection twice.
    title: 'a rejection under strict with two handlers of the application',
    what: 'reject',
    nodeArgs: ['--unhandled-rejections=strict'],
    env: { HANDLER: 'exception and rejection' },
    reported: [['nobody handles this', 'unhandledRejection']],
  },
  {
    // Listening here would make the rejection handled; there is nothing to monitor.
    title: 'a rejection under --unhandled-rejections=warn-with-error-code',
    what: 'reject',
    nodeArgs: ['--unhandled-rejections=warn-with-error-code'],
    reported: [],
  },
];

/** Without what differs from one process to the next. */
function shown({ code, stdout, stderr }: Ended) {
  return { code, stdout, stderr: stderr.replace(/node:\d+/g, 'node:pid') };
}

describe('installProcessHandlers', () => {
  for (const { title, what, env = {}, nodeArgs = [], reported } of CASES) {
    it(`reports ${title} as Node sees it, and leaves all that Node does as it is`, async (t) => {
      const server = await startRecordingServer(t);
      const without = await runProgram(t, PROGRAM, { args: [what], nodeArgs, env });

      const ended = await runProgram(t, PROGRAM, { args: [what], nodeArgs, env: { ...env, URL: server.url } });

      assert.deepEqual(shown(ended), shown(without));
      assert.deepEqual(
        server.requests.map(({ body }) => [body.message, body.extra.origin, body.count]),
        reported.map((each) => [...each, undefined]),
      );
    });
  }

  it('waits for a server that hangs no longer than the limit, and ends as ever', async (t) => {
    const server = await startRecordingServer(t, () => undefined);

    const { code, stderr, ms } = await runProgram(t, PROGRAM, { args: ['throw'], env: { URL: server.url } });

    assert.equal(code, 1);
    assert.match(stderr, /RangeError: nobody catches this\n {4}at .*fail/);
    assert.ok(ms < 4000, `${ms} ms`);
  });
});
