import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@monlight/shared/testing/request';
import { openTail } from '../event-stream.ts';
import { API_KEY } from '../start.ts';
import { startRestartable } from './restartable.ts';

const TRACEBACK = [
  'ERROR shop: sync failed',
  'Traceback (most recent call last):',
  '  File "/app/main.py", line 5, in <module>',
  '    sync()',
  '  File "/app/shop.py", line 12, in sync',
  '    raise ValueError("bad")',
  'ValueError: bad',
];
const HALF = 4;
/** A slow program's. */
const LINE_MS = 300;

describe('a traceback that is written line by line', () => {
  it('is one entry, however many looks at the log it takes', async (t) => {
    const { docker, caughtUp, found } = await startRestartable(t, { POLL_INTERVAL: '1' });
    const web = docker.create({ name: 'web', startedAt: Date.now() });

    for (const line of TRACEBACK) {
      web.print('stderr', line);
      await delay(LINE_MS);
    }
    web.print('stderr', 'INFO after');
    await caughtUp('web', 'INFO after');

    assert.deepEqual(
      (await found()).map(({ message }) => message),
      [TRACEBACK.join('\n'), 'INFO after'],
    );
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`is one entry when ${signal} ends the service in the middle of it`, async (t) => {
      const viewer = await startRestartable(t);
      const web = viewer.docker.create({ name: 'web', startedAt: Date.now() });
      web.print('stderr', TRACEBACK.slice(0, HALF).join('\n'));
      await viewer.caughtUp('web', TRACEBACK[HALF - 1] ?? '');

      await viewer.service().kill(signal);
      viewer.start();
      await viewer.service().healthy();
      web.print('stderr', TRACEBACK.slice(HALF).join('\n'));
      await viewer.caughtUp('web', TRACEBACK.at(-1) ?? '');

      const found = await viewer.found();
      assert.deepEqual(
        found.map(({ id, message }) => ({ id, message })),
        [{ id: 1, message: TRACEBACK.join('\n') }],
      );
      assert.deepEqual(await viewer.found({ search: 'sync failed ValueError' }), found);
    });
  }

  it('does not go on beyond lines that were lost', async (t) => {
    const viewer = await startRestartable(t);
    const web = viewer.docker.create({ name: 'web', startedAt: Date.now(), maxFile: 1 });
    web.print('stderr', TRACEBACK.slice(0, HALF).join('\n'));
    await viewer.caughtUp('web', TRACEBACK[HALF - 1] ?? '');

    await viewer.service().kill('SIGKILL');
    web.print('stderr', 'INFO lost');
    web.rotate();
    web.print('stderr', '    indented');
    viewer.start();
    await viewer.service().healthy();
    await viewer.caughtUp('web', 'indented');

    const [first, gap, last] = (await viewer.found()).map(({ message }) => message);
    assert.equal(first, TRACEBACK.slice(0, HALF).join('\n'));
    assert.match(gap ?? '', /^gap: /);
    assert.equal(last, '    indented');
  });
});

describe('plain lines', () => {
  it('are entries of their own', async (t) => {
    const { docker, caughtUp, found } = await startRestartable(t);
    const lines = Array.from({ length: 20 }, (_, n) => `request ${n + 1} of 20`);

    docker.create({ name: 'web', startedAt: Date.now() }).print('stdout', lines.join('\n'));
    await caughtUp('web', lines.at(-1) ?? '');

    assert.deepEqual(
      (await found()).map(({ message }) => message),
      lines,
    );
  });

  it('are searchable and on live tails within a quarter of a second', async (t) => {
    // Nothing is found by polling.
    const { docker, service } = await startRestartable(t, { POLL_INTERVAL: '3600' });
    const { url } = service();
    const web = docker.create({ name: 'web', startedAt: Date.now() });
    const tail = await openTail(t, url);
    const printedAt: number[] = [];
    const shownAt: number[] = [];
    const searchableAt = new Map<number, number>();

    async function search(n: number): Promise<void> {
      for (;;) {
        const { body } = await request(`${url}/api/logs?q=line${n}`, 'GET', undefined, { 'x-api-key': API_KEY });
        if (body.total > 0) break;
      }
      searchableAt.set(n, performance.now());
    }
    const searches: Promise<void>[] = [];
    const showing = (async () => {
      for (let n = 0; n < COUNT; n += 1) {
        await tail.until(({ length }) => length > n);
        shownAt.push(performance.now());
      }
    })();
    for (let n = 0; n < COUNT; n += 1) {
      printedAt.push(performance.now());
      web.print('stdout', `INFO line${n}`);
      if (n % SEARCH_EVERY === 0) searches.push(search(n));
      await delay(1000 / RATE);
    }
    await Promise.all([showing, ...searches]);

    const shown = shownAt.map((at, n) => at - (printedAt[n] ?? 0));
    const searchable = [...searchableAt].map(([n, at]) => at - (printedAt[n] ?? 0));
    t.diagnostic(`searchable after ${spread(searchable)}, on live tails after ${spread(shown)}`);
    assert.ok(percentile(searchable, 0.5) < LIMIT_MS);
    assert.ok(percentile(shown, 0.5) < LIMIT_MS);
  });
});

const COUNT = 300;
const RATE = 100;
const SEARCH_EVERY = 10;
const LIMIT_MS = 250;

function percentile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
}

function spread(values: readonly number[]): string {
  return `p50 ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms`;
}
