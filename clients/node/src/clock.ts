/** Time as the clients see it; tests bring their own. */
export interface Clock {
  /** ms since 1970, UTC. */
  now: () => number;
  /**
   * Calls back after `ms`, and returns what cancels that. The process may end before, unless the timer
   * `keepsAlive` because somebody awaits it.
   */
  later: (ms: number, call: () => void, options?: { keepsAlive?: boolean }) => () => void;
}

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  later: (ms, call, { keepsAlive = false } = {}) => {
    const timer = setTimeout(call, ms);
    if (!keepsAlive) timer.unref();
    return () => clearTimeout(timer);
  },
};
