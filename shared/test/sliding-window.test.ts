import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSlidingWindow } from '@monlight/shared/sliding-window';

function windowAt(start: number) {
  const clock = { now: start };
  return { clock, window: createSlidingWindow(60_000, () => clock.now) };
}

describe('createSlidingWindow', () => {
  it('lets through as many as the limit says, each key on its own', () => {
    const { window } = windowAt(1000);

    const allowed = [1, 2, 3, 4].map(() => window.hit('a', 3).isAllowed);

    assert.deepEqual(allowed, [true, true, true, false]);
    assert.equal(window.hit('b', 3).isAllowed, true);
  });

  it('makes room as each request turns a minute old, not all at once', () => {
    const { clock, window } = windowAt(0);
    window.hit('a', 2);
    clock.now = 40_000;
    window.hit('a', 2);

    clock.now = 60_000;
    const first = window.hit('a', 2);
    const second = window.hit('a', 2);

    assert.deepEqual(first, { isAllowed: true, remaining: 0, resetMs: 40_000 });
    assert.deepEqual(second, { isAllowed: false, remaining: 0, resetMs: 40_000 });
  });

  it('does not count what it refused', () => {
    const { clock, window } = windowAt(0);
    window.hit('a', 1);
    for (clock.now = 1000; clock.now < 60_000; clock.now += 1000) window.hit('a', 1);

    clock.now = 60_000;

    assert.equal(window.hit('a', 1).isAllowed, true);
  });

  it('looks without counting', () => {
    const { window } = windowAt(0);

    window.peek('a', 1);

    assert.equal(window.hit('a', 1).isAllowed, true);
    assert.equal(window.peek('a', 1).isAllowed, false);
  });

  it('remembers some thousands of keys and forgets the oldest of more', () => {
    const { window } = windowAt(0);

    for (let key = 0; key < 20_000; key += 1) window.hit(`key ${key}`, 1);

    assert.equal(window.peek('key 0', 1).isAllowed, true);
    assert.equal(window.peek('key 19999', 1).isAllowed, false);
    const remembered = Array.from({ length: 20_000 }, (_, key) => window.peek(`key ${key}`, 1).isAllowed);
    assert.equal(remembered.filter((isAllowed) => !isAllowed).length, 10_000);
  });

  it('locks nobody out when the clock is set back', () => {
    const { clock, window } = windowAt(86_400_000);
    window.hit('a', 1);

    clock.now = 0;

    assert.equal(window.hit('a', 1).isAllowed, true);
  });
});
