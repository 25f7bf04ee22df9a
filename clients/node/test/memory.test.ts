import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ErrorClient, MetricsClient } from '../src/index.ts';
import type { Clock } from '../src/clock.ts';
import type { Transport } from '../src/delivery/transport.ts';

/** A clock that stands still until it is moved. */
function createClock(): Clock & { advance: (ms: number) => Promise<void> } {
  const waiting = new Set<{ at: number; call: () => void }>();
  let now = Date.parse('2026-01-01T00:00:00Z');
  return {
    now: () => now,
    later: (ms, call) => {
      const timer = { at: now + ms, call };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    advance: async (ms) => {
      now += ms;
      for (const timer of waiting) {
        if (timer.at > now || !waiting.delete(timer)) continue;
        timer.call();
        await nextTurn();
      }
      await nextTurn();
    },
  };
}

/** A server that is away, and may come back. */
function createAway() {
  const bodies: string[] = [];
  let isAway = true;
  let attempts = 0;
  const transport: Transport = {
    post: async (body) => {
      attempts++;
      if (isAway) return { kind: 'failed', reason: 'connect ECONNREFUSED' };
      bodies.push(body);
      return { kind: 'delivered', text: '' };
    },
    close: () => undefined,
  };
  return {
    transport,
    bodies,
    attempts: () => attempts,
    comeBack: () => {
      isAway = false;
    },
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMiB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const MINUTES = 10;
const PER_SECOND = 10_000;

describe('ten minutes without a server', () => {
  it('at 10 000 points a second take no more memory than the buffer, and one line of the log a minute', async () => {
    const clock = createClock();
    const away = createAway();
    const lines: string[] = [];
    const client = new MetricsClient(
      { baseUrl: 'http://localhost:5012', apiKey: 'key-of-the-test-1', log: (line) => lines.push(line) },
      { clock, transport: away.transport },
    );
    const before = heapMiB();

    let last = 0;
    for (let second = 0; second < MINUTES * 60; second++) {
      for (let n = 0; n < PER_SECOND; n++)
        client.histogram('duration', last++, { endpoint: '/items/:id', status: 200 });
      await clock.advance(1000);
    }

    const grown = heapMiB() - before;
    assert.ok(grown < 16, `${grown.toFixed(1)} MiB more`);
    assert.ok(lines.length >= MINUTES - 1 && lines.length <= MINUTES + 1, `${lines.length} lines`);
    assert.match(lines[1] ?? '', /^monlight: \d{6} points were dropped: /);
    // Full jitter up to 30 s, after some quick attempts.
    assert.ok(away.attempts() > 20 && away.attempts() < 200, `${away.attempts()} attempts`);
    away.comeBack();
    await clock.advance(30_000);
    await client.flush();
    const values = away.bodies.flatMap((body) => JSON.parse(body).metrics.map(({ value }: { value: number }) => value));
    // The batch that was being sent, and the newest points.
    assert.equal(values.length, 11_000);
    assert.equal(values.at(-1), last - 1);
    assert.equal(values[1000], last - 10_000);
  });

  it('with 1000 errors a second keep the newest, and how many were dropped', async () => {
    const clock = createClock();
    const away = createAway();
    const lines: string[] = [];
    const client = new ErrorClient(
      { baseUrl: 'http://localhost:5010', apiKey: 'key-of-the-test-1', log: (line) => lines.push(line) },
      { clock, transport: away.transport },
    );
    const before = heapMiB();

    for (let second = 0; second < 60; second++) {
      for (let n = 0; n < 1000; n++) {
        client.captureError(new Error(`number ${second * 1000 + n}`), { extra: { text: 'x'.repeat(1000) } });
      }
      await clock.advance(1000);
    }

    const grown = heapMiB() - before;
    assert.ok(grown < 16, `${grown.toFixed(1)} MiB more`);
    assert.ok(lines.length <= 2, `${lines.length} lines`);
    away.comeBack();
    await clock.advance(30_000);
    await client.flush();
    const messages = away.bodies.map((body) => JSON.parse(body).message as string);
    assert.deepEqual(
      messages.slice(1),
      Array.from({ length: 100 }, (_, n) => `number ${59_900 + n}`),
    );
  });

  it('lets go of what was reported', async () => {
    const clock = createClock();
    const away = createAway();
    const client = new ErrorClient(
      { baseUrl: 'http://localhost:5010', apiKey: 'key-of-the-test-1', log: () => undefined },
      { clock, transport: away.transport },
    );

    const error = (() => {
      const big = Object.assign(new Error('one'), { request: new Array(1000).fill('x') });
      client.captureError(big, { extra: { big } });
      return new WeakRef(big);
    })();

    for (let turn = 0; turn < 10 && error.deref(); turn++) {
      await nextTurn();
      heapMiB();
    }
    assert.equal(error.deref(), undefined);
  });
});
