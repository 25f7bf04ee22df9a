import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../support/run-program.ts';
import { accept, startRecordingServer } from '../support/recording-server.ts';

const PROGRAM = new URL('./programs/exit.ts', import.meta.url);
/** The limit of the SDK, and what a busy machine takes to start and end a process. */
const PATIENCE_MS = 2000 + 2000;
const CODES: Record<string, number> = { 'process.exit()': 3, 'an uncaught error': 1, 'the last event': 4 };
const ENDS: Record<string, string> = { 'process.exit()': 'exit', 'an uncaught error': 'throw', 'the last event': '' };

describe('a process that ends right after a report', { concurrency: 2 }, () => {
  for (const [title, end] of Object.entries(ENDS)) {
    for (const way of ['captured', 'reported']) {
      it(`by ${title} still delivers what was ${way}, once`, async (t) => {
        const server = await startRecordingServer(t);

        const { code } = await runProgram(t, PROGRAM, { args: [way, end], env: { URL: server.url } });

        assert.equal(code, CODES[title]);
        assert.deepEqual(
          server.requests.map(({ path, body }) => [path, body.message]),
          [['/api/errors', 'last words']],
        );
      });
    }

    it(`by ${title} still delivers every point, once and in batches`, async (t) => {
      const server = await startRecordingServer(t);

      const { code } = await runProgram(t, PROGRAM, { args: ['counted', end], env: { URL: server.url } });

      assert.equal(code, CODES[title]);
      const values = server.requests.flatMap(({ body }) => body.metrics.map(({ value }: { value: number }) => value));
      assert.deepEqual(
        values.toSorted((a, b) => a - b),
        Array.from({ length: 2500 }, (_, n) => n),
      );
    });

    it(`by ${title} waits for a server that hangs no longer than the limit`, async (t) => {
      const server = await startRecordingServer(t, () => undefined);

      const { code, ms } = await runProgram(t, PROGRAM, { args: ['captured', end], env: { URL: server.url } });

      assert.equal(code, CODES[title]);
      assert.ok(ms < PATIENCE_MS, `${ms} ms`);
    });
  }

  it('by the last event is patient with a server that fails at first', async (t) => {
    const server = await startRecordingServer(t, (n, response, request) => {
      if (n === 0) response.writeHead(503, { 'retry-after': '0' }).end();
      else accept(n, response, request);
    });

    await runProgram(t, PROGRAM, { args: ['captured', ''], env: { URL: server.url } });

    assert.equal(server.requests.length, 2);
  });

  it('does not wait for anything when there is nothing to send', async (t) => {
    const server = await startRecordingServer(t, () => undefined);

    const { code, ms } = await runProgram(t, PROGRAM, { args: ['nothing', ''], env: { URL: server.url } });

    assert.equal(code, 4);
    assert.ok(ms < 2000, `${ms} ms`);
    assert.deepEqual(server.requests, []);
  });
});
