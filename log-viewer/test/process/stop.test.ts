import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { openTail } from '../event-stream.ts';
import type { FakeContainer } from '../docker-folder.ts';
import { startRestartable } from './restartable.ts';

const LINES = 400;

/** Prints numbered lines until it is told to end. */
function keepPrinting(container: FakeContainer) {
  let count = 0;
  const ending = new AbortController();
  const printing = (async () => {
    while (!ending.signal.aborted) {
      for (const last = count + LINES; count < last; ) container.print('stdout', `INFO request ${(count += 1)}`);
      // Faster than it is stored, so that the stop comes in the middle of it.
      await nextTurn();
      await delay(5);
    }
  })();
  return {
    end: async (): Promise<number> => {
      ending.abort();
      await printing;
      return count;
    },
  };
}

describe('a stop', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} while logs come in says goodbye to live tails, and the next start goes on where it was`, async (t) => {
      const viewer = await startRestartable(t);
      const service = viewer.service();
      const web = viewer.docker.create({ name: 'web', startedAt: Date.now() });
      const tails = await Promise.all([1, 2, 3].map(() => openTail(t, service.url)));
      const printing = keepPrinting(web);
      await tails[0]?.until(({ length }) => length > 2 * LINES);

      const before = performance.now();
      const code = await service.kill(signal);
      const tookMs = performance.now() - before;
      await Promise.all(tails.map(({ ended }) => ended));
      const files = readdirSync(viewer.folder);
      const count = await printing.end();
      viewer.start();
      await viewer.service().healthy();
      await viewer.caughtUp('web', `request ${count}`);

      assert.equal(code, 0, service.output().stderr);
      assert.ok(tookMs < 10_000, `${tookMs} ms`);
      assert.doesNotMatch(service.output().stdout, /"(?:ERROR|WARN)"/);
      assert.deepEqual(files.toSorted(), ['containers', 'logs.db']);
      for (const { events } of tails) {
        assert.deepEqual(events.at(-1), { event: 'close', id: undefined, data: { reason: 'shutdown' } });
      }
      assert.deepEqual(
        (await viewer.found()).map(({ message }) => message),
        Array.from({ length: count }, (_, index) => `INFO request ${index + 1}`),
      );
    });
  }
});
