const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait after the n-th failure (from 0): full jitter, so that many processes do not come back at once. */
export function backOff(failures: number): number {
  return Math.random() * Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
}
