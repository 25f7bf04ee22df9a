import type { Point, Step, Visit, Visitor } from './visits.ts';

/** A request that was made before the demo began. */
export interface PastRequest {
  at: number;
  seconds: number;
  id: string;
  step: Step;
  visitor: Visitor;
}

/** What a shop measures and logs in one round of its job in the background. */
export interface PastRound {
  points: Point[];
  lines: string[];
}

/** One of the two shops: how it is started, what its visitors do, and what it would have printed before. */
export interface Shop {
  /** Its project in the error tracker, and its container. */
  name: string;
  title: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Who the visitor is. */
  userHeader: string;
  visits: readonly Visit[];
  linesOf: (request: PastRequest) => string[];
  roundOf: (at: number) => PastRound;
}

/** Seconds between two rounds of the shops' jobs. */
export const ROUND_SECONDS = 5;

/** A gauge that goes up and down around `middle`. */
export function swing(at: number, middle: number): number {
  return Math.max(0, Math.round(middle * (1 + 0.6 * Math.sin(at / 95_000) + 0.3 * Math.sin(at / 21_000))));
}
