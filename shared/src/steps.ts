import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Work in steps of less than a millisecond or so, each ended by a `yield`: whoever runs it lets others have their turn in
 * between.
 */
export type Steps<T> = Generator<undefined, T>;

/** How long steps may keep others from their turn, ms. */
const TURN_MS = 1;
/**
 * Where others take long themselves, steps have a share of each turn: with a millisecond of every twenty, a search through a GB of
 * groups took 12 s.
 */
const SHARE = 1 / 3;
const LONGEST_TURN_MS = 15;

/** Does long work on the thread that also takes what comes in. */
export interface Stepper {
  /** Does a piece of work when all that was given before it has ended. Rejects as it does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Goes through all steps. Throws what they throw, and the signal's reason once it aborts. */
  walk<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T>;
  /** Waits for the next turn of the event loop where this one was long enough. */
  letOthers(): Promise<void>;
  /** Resolves when all that was given has ended. */
  ended(): Promise<void>;
}

/** A queue of work, and one turn's time for all of it. */
export function createStepper(): Stepper {
  let last: Promise<unknown> = Promise.resolve();
  /** When others have their turn: short work that follows other work takes it from them as long work does. */
  let turnEnds = 0;

  async function letOthers(): Promise<void> {
    const left = performance.now();
    if (left < turnEnds) return;
    await nextTurn();
    const back = performance.now();
    turnEnds = back + Math.min(Math.max(SHARE * (back - left), TURN_MS), LONGEST_TURN_MS);
  }

  return {
    alone: (work) => {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    walk: async (steps, signal) => {
      for (;;) {
        await letOthers();
        signal?.throwIfAborted();
        const { done, value } = steps.next();
        if (done === true) return value;
      }
    },
    letOthers,
    ended: async () => {
      await last;
    },
  };
}
