import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStepper, type Steps } from '@monlight/shared/steps';

const STEPS = 100;
const STEP_MS = 0.5;

function keepBusy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

function* work(): Steps<string> {
  for (let step = 0; step < STEPS; step += 1) {
    keepBusy(STEP_MS);
    yield;
  }
  return 'done';
}

/** Turns of the event loop that others had until the steps were through, each of them `busyMs` long. */
async function turnsBeside(busyMs: number): Promise<number> {
  let turns = 0;
  let isOver = false;
  const takeTurn = () => {
    if (isOver) return;
    turns += 1;
    keepBusy(busyMs);
    setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  await createStepper().walk(work());
  isOver = true;
  return turns;
}

describe('createStepper', () => {
  it('lets others have a turn after every few steps', async () => {
    const turns = await turnsBeside(0);

    assert.ok(turns >= STEPS / 10, `${turns} turns`);
  });

  it('has its share of turns that others make long', async () => {
    const turns = await turnsBeside(20);

    assert.ok(turns <= STEPS / 4, `${turns} turns`);
  });

  it('goes no further once its signal aborts, and does what is next', async () => {
    const stepper = createStepper();
    const controller = new AbortController();
    let steps = 0;
    function* longer(): Steps<void> {
      for (; steps < 1000; steps += 1) {
        if (steps === 3) controller.abort(new Error('enough'));
        yield;
        keepBusy(STEP_MS);
      }
    }

    const aborted = stepper.alone(() => stepper.walk(longer(), controller.signal));
    const next = stepper.alone(() => stepper.walk(work()));

    await assert.rejects(aborted, /enough/);
    assert.equal(await next, 'done');
    assert.ok(steps < STEPS, `${steps} steps`);
  });
});
