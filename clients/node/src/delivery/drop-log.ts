import type { Clock } from '../clock.ts';

const EVERY_MS = 60_000;

/** Tells the application's log what was lost, once a minute at most. */
export interface DropLog {
  /** Counts what was lost, and why. */
  dropped: (count: number, reason: string) => void;
  /** Why nothing gets through at the moment, though nothing is lost yet. */
  failing: (reason: string) => void;
}

export interface DropLogOptions {
  /** What is counted: `reports`, `points`. */
  what: string;
  log: (line: string) => void;
  clock: Clock;
}

/** One line a minute, however much goes wrong. */
export function createDropLog({ what, log, clock }: DropLogOptions): DropLog {
  let lost = 0;
  let lastReason = '';
  let nextAt = -Infinity;
  let cancel: (() => void) | undefined;

  function write(): void {
    cancel?.();
    cancel = undefined;
    if (lastReason === '') return;
    const loss = lost > 0 ? `${lost} ${what} were dropped` : `${what} wait to be sent`;
    try {
      log(`monlight: ${loss}: ${lastReason}`);
    } catch {
      // The log is the application's; there is nowhere else to tell.
    }
    lost = 0;
    lastReason = '';
    nextAt = clock.now() + EVERY_MS;
  }

  function soon(): void {
    const wait = nextAt - clock.now();
    if (wait <= 0) write();
    else cancel ??= clock.later(wait, write);
  }

  return {
    dropped: (count, reason) => {
      lost += count;
      lastReason = reason;
      soon();
    },
    failing: (reason) => {
      lastReason = reason;
      soon();
    },
  };
}
