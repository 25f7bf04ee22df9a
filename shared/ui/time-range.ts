import { toWallClock, zoneName } from './zone.ts';

/**
 * A span of time to look at: everything, the last so-and-so long, or from one moment to another
 * (milliseconds, either end may be open). In every service's address it is written
 * `range=24h`, `range=all` or `since=…&until=…`, so that it can be carried from one to the other.
 */
export type TimeRange =
  | { kind: 'all' }
  | { kind: 'last'; span: Span }
  | { kind: 'custom'; since: number | null; until: number | null };

/** The query parameters of a range; an empty string is an absent one. */
export interface RangeParams extends Record<string, string> {
  range: string;
  since: string;
  until: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Every relative range on offer, with its words and its length. */
export const spans = {
  '15m': { words: 'Last 15 minutes', lengthMs: 15 * minuteMs },
  '1h': { words: 'Last hour', lengthMs: hourMs },
  '6h': { words: 'Last 6 hours', lengthMs: 6 * hourMs },
  '24h': { words: 'Last 24 hours', lengthMs: dayMs },
  '7d': { words: 'Last 7 days', lengthMs: 7 * dayMs },
  '30d': { words: 'Last 30 days', lengthMs: 30 * dayMs },
} as const;

/** A relative range as it is written in the address. */
export type Span = keyof typeof spans;

/** The range that parameters name; what cannot be read gives `standard`. */
export function toRange({ range, since, until }: RangeParams, standard: TimeRange): TimeRange {
  const [from, to] = [toMoment(since), toMoment(until)];
  if (from !== null || to !== null) return { kind: 'custom', since: from, until: to };
  if (range === 'all') return { kind: 'all' };
  return Object.hasOwn(spans, range) ? { kind: 'last', span: range as Span } : standard;
}

/** The parameters that name a range; all are empty for `standard`. */
export function toParams(range: TimeRange, standard: TimeRange): RangeParams {
  if (range.kind === 'custom') {
    return { range: '', since: toMomentText(range.since), until: toMomentText(range.until) };
  }
  const name = nameOf(range);
  return { range: name === nameOf(standard) ? '' : name, since: '', until: '' };
}

function nameOf(range: TimeRange): string {
  return range.kind === 'last' ? range.span : range.kind;
}

/** Both ends in milliseconds, as seen from `now`; null where open. */
export function boundsOf(range: TimeRange, now: number): { since: number | null; until: number | null } {
  if (range.kind === 'all') return { since: null, until: null };
  if (range.kind === 'last') return { since: now - spans[range.span].lengthMs, until: null };
  return { since: range.since, until: range.until };
}

/** A range in words, for the button that shows it; moments in the chosen zone. */
export function wordsOf(range: TimeRange): string {
  if (range.kind === 'all') return 'All time';
  if (range.kind === 'last') return spans[range.span].words;
  const { since, until } = range;
  const [from, to] = [since, until].map((ms) => toFieldText(ms).replace('T', ' '));
  const name = zoneName(until ?? since ?? Number.NaN);
  if (until === null) return `Since ${from} ${name}`;
  if (since === null) return `Until ${to} ${name}`;
  const isOneDay = from?.slice(0, 10) === to?.slice(0, 10);
  return `${from} – ${isOneDay ? to?.slice(11) : to} ${name}`;
}

/** `2026-01-23T15:30Z`, with seconds and milliseconds where there are any, or nothing for null: what the address holds. */
export function toMomentText(ms: number | null): string {
  return ms === null ? '' : `${cut(toWallClock(ms, 'utc'), ms)}Z`;
}

/** The same as a clock of the chosen zone shows it: what a form field holds. */
export function toFieldText(ms: number | null): string {
  return ms === null ? '' : cut(toWallClock(ms), ms);
}

function cut(text: string, ms: number): string {
  return text.slice(0, ms % minuteMs === 0 ? 16 : ms % 1000 === 0 ? 19 : 23);
}

/** A moment from the address, in UTC where it carries no offset. */
export function toMoment(text: string): number | null {
  if (text === '') return null;
  const ms = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
