import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startJob } from '@monlight/shared/job';
import { collectLog } from '@monlight/shared/testing/log-lines';

/** Lets everything that is ready run, the clock standing still. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function start(t: TestContext, work: (signal: AbortSignal) => void | Promise<void>) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { log, lines } = collectLog('test');
  return { job: startJob({ name: 'sweep', everyMs: 1000, log, work }), lines };
}

describe('startJob', () => {
  it('runs at once and then again after each end', async (t) => {
    let runs = 0;
    const { job } = start(t, () => {
      runs += 1;
    });

    const counts = [runs];
    for (const _ of [1, 2]) {
      await settle();
      t.mock.timers.tick(1000);
      counts.push(runs);
    }
    await job.stop();
    t.mock.timers.tick(5000);

    assert.deepEqual([...counts, runs], [1, 2, 3, 3]);
  });

  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw new Error('disk gone');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk gone'))],
  ] as const) {
    it(`goes on after a run that ${how}, and logs it`, async (t) => {
      let runs = 0;
      const { job, lines } = start(t, () => {
        runs += 1;
        return fail();
      });
      await settle();

      t.mock.timers.tick(1000);
      await settle();
      await job.run();

      assert.equal(runs, 3);
      assert.equal(lines[0]?.msg, 'sweep failed; it will be tried again');
      assert.match(JSON.stringify(lines[0]), /disk gone/);
      await job.stop();
    });
  }

  it('never runs twice at a time: what is asked for during a run is one run after it', async (t) => {
    const finish: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const { job } = start(t, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
    });

    const asked = [job.run(), job.run()];
    finish[0]?.();
    await settle();
    finish[1]?.();
    await Promise.all(asked);

    assert.equal(finish.length, 2);
    assert.equal(most, 1);
    await job.stop();
  });

  it('waits at its stop for the run under way, and tells it', async (t) => {
    let isTold = false;
    let isEnded = false;
    const { job } = start(t, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      isTold = true;
      await settle();
      isEnded = true;
    });

    await job.stop();

    assert.deepEqual([isTold, isEnded], [true, true]);
  });
});
