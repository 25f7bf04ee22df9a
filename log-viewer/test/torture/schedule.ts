import fc from 'fast-check';
import type { TextKind } from '../process/texts.ts';

/** More files than a round fills: nothing is deleted unread. */
export const MANY_FILES = 100;

const setting = fc.record({
  maxFile: fc.constantFrom(1, 2, 3, MANY_FILES, MANY_FILES, MANY_FILES),
  // No single print fills more than one file.
  maxSize: fc.constantFrom(200_000, 300_000, Infinity),
  isCompressed: fc.boolean(),
  isCopied: fc.boolean(),
});
const which = fc.nat(2);
const print = fc.record({
  act: fc.constant('print' as const),
  which,
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  kind: fc.constantFrom<TextKind[]>('lines', 'burst', 'long', 'json', 'blank', 'python', 'node'),
  amount: fc.integer({ min: 1, max: 50 }),
  pauseMs: fc.nat(30),
});
const pause = fc.record({ act: fc.constant('pause' as const), ms: fc.nat(80) });
const rotate = fc.record({ act: fc.constantFrom('rotate' as const, 'compress' as const, 'daemon' as const), which });
const recreation = fc.record({ act: fc.constant('recreate' as const), which });
const end = fc.record({ act: fc.constantFrom('SIGKILL' as const, 'SIGKILL' as const, 'SIGTERM' as const) });
const anyStep = fc.oneof(
  { weight: 24, arbitrary: print },
  { weight: 6, arbitrary: pause },
  { weight: 8, arbitrary: rotate },
  { weight: 1, arbitrary: recreation },
  { weight: 1, arbitrary: end },
);

/** How a container's log is kept. */
export type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;
/** What happens next. */
export type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** A short schedule for a few containers, with a kill in the middle of a burst at its end. */
export const round = fc.record({
  settings: fc.array(setting, { minLength: 1, maxLength: 3 }),
  steps: fc.array(anyStep, { minLength: 2, maxLength: 14 }),
  burst: fc.integer({ min: 5, max: 50 }),
  killAfterMs: fc.nat(80),
});

/** See `round`. */
export type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;
