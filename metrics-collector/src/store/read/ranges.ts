import { TIERS, type Tier } from '../buckets.ts';

/** A span of time, and how finely it is looked at. */
export interface Span {
  /** ms, included. */
  since: number;
  /** ms; a bucket that begins then is not part of it. */
  until: number;
  tier: Exclude<Tier, 'day'>;
  /** Whether all hours of the span are kept as its minutes are. */
  hasHours: boolean;
}

/** Buckets of one width, from one number to another. */
export interface Range {
  tier: Tier;
  first: number;
  last: number;
}

const WIDER = { minute: 'hour', hour: 'day', day: null } as const;

/** The buckets that a span touches. */
export function rangeOf({ since, until, tier }: Span): Range {
  const { ms } = TIERS[tier];
  const first = Math.floor(since / ms);
  return { tier, first, last: Math.max(first, Math.ceil(until / ms) - 1) };
}

/**
 * Buckets of a sum over label sets in as few as there are: whole days, and hours and minutes before and behind those.
 *
 * @param range all of the span's, or some
 */
export function partsOf(span: Span, range: Range = rangeOf(span)): Range[] {
  return span.tier === 'minute' && !span.hasHours ? [range] : split(range);
}

function split(range: Range): Range[] {
  const { tier, first, last } = range;
  const wider = WIDER[tier];
  if (wider === null) return [range];
  const per = TIERS[wider].ms / TIERS[tier].ms;
  const from = Math.ceil(first / per);
  const to = Math.floor((last + 1) / per);
  if (to <= from) return [range];
  return [
    { tier, first, last: from * per - 1 },
    ...split({ tier: wider, first: from, last: to - 1 }),
    { tier, first: to * per, last },
  ].filter((part) => part.last >= part.first);
}
