import type { TestContext } from 'node:test';

/** Numbers that come again with their seed. */
export interface Random {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
}

/**
 * Chance for a torture test. The seed is printed; `MONLIGHT_SEED` plays it again.
 *
 * The generator is mulberry32: few lines, and even enough for choosing moments.
 */
export function createRandom(t: TestContext): Random {
  const seed = Number(process.env['MONLIGHT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  t.diagnostic(`MONLIGHT_SEED=${seed}`);
  let state = seed;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return { between: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}
