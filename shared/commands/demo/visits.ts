/** Somebody in a shop. */
export interface Visitor {
  name: string;
  /** Of this visit. */
  cart: string;
}

/** A point as the metrics collector takes it, without its time. */
export interface Point {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  value: number;
  labels?: Record<string, string>;
}

/** One request of a visit: what is sent, and what the shop makes of it, for the time before it was there. */
export interface Step {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** The route's template. */
  endpoint: string;
  body?: unknown;
  status: number;
  /** How long it takes, from and to, seconds. */
  seconds: readonly [number, number];
  /** What the shop logs about it. */
  says?: { msg: string; [field: string]: unknown };
  /** What the shop measures besides. */
  points?: readonly Point[];
}

/** What some visitors do. */
export interface Visit {
  /** How many do this, in relation to the others. */
  share: number;
  /** The one that always fails: it came with the last release, which was when the demo began. */
  isStory?: boolean;
  steps: (visitor: Visitor) => Step[];
}

const MINUTE_MS = 60_000;
const VISITS_PER_SECOND = 0.5;
const NAMES = 'ann ben cleo dan eve finn gina hal ida jon kim lou mia ned ola pat'.split(' ');

/** Many want what cannot be bought in the first minute, and again every five: the spikes of the charts. */
function isRush(sinceStart: number): boolean {
  return sinceStart >= 0 && sinceStart % (5 * MINUTE_MS) < MINUTE_MS;
}

/** Visits a second in one shop; it goes up and down, also before the demo began (`sinceStart` < 0). */
export function rateAt(sinceStart: number): number {
  const wave = 1 + 0.35 * Math.sin(sinceStart / (2 * MINUTE_MS)) + 0.15 * Math.sin(sinceStart / (0.4 * MINUTE_MS));
  return VISITS_PER_SECOND * wave * (isRush(sinceStart) ? 1.6 : 1);
}

/** The ms until the next visit, as independent visitors come. */
export function pauseAt(sinceStart: number): number {
  return (-Math.log(1 - Math.random()) / rateAt(sinceStart)) * 1000;
}

/** Somebody who has just come. */
export function makeVisitor(): Visitor {
  return { name: NAMES[Math.floor(Math.random() * NAMES.length)] ?? '', cart: Math.random().toString(36).slice(2, 10) };
}

/** What the next visitor does. */
export function pickSteps(visits: readonly Visit[], sinceStart: number): { visitor: Visitor; steps: Step[] } {
  const visitor = makeVisitor();
  const shares = visits.map(({ share, isStory }) => {
    if (!isStory) return share;
    if (sinceStart < 0) return 0;
    return isRush(sinceStart) ? share * 10 : share;
  });
  let left = Math.random() * shares.reduce((sum, share) => sum + share, 0);
  const index = shares.findIndex((share) => (left -= share) < 0);
  return { visitor, steps: visits[index]?.steps(visitor) ?? [] };
}

/** One of several, each as likely. */
export function anyOf<T>(choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(Math.random() * choices.length)] ?? choices[0];
}

/** Between two bounds, more often near the lower: as answers take. */
export function durationOf({ seconds: [from, to] }: Step): number {
  return from * (to / from) ** (Math.random() ** 1.5);
}
