import { httpError } from '@monlight/shared/errors';
import { DAY_MS, toIso, type Clock } from '@monlight/shared/time';
import type { Span } from '../store/read/ranges.ts';
import type { SpanQuery } from './schema.ts';

/** Up to this long, `auto` looks at minutes. */
const MINUTES_UP_TO_MS = DAY_MS;

export interface SpanOptions {
  now: Clock;
  /** How long minutes are kept, ms. */
  keepsMinutesMs: number;
  /** How long hours are kept, ms. */
  keepsHoursMs: number;
}

/** What an answer says of its span. */
export interface SpanWords {
  period: string;
  resolution: Span['tier'];
  since: string;
  until: string;
}

/** The span of time that a query asks for, and its words for the answer. */
export function toSpan(
  { period, since, until }: SpanQuery,
  resolution: 'minute' | 'hour' | 'auto',
  { now, keepsMinutesMs, keepsHoursMs }: SpanOptions,
) {
  const at = now();
  const to = until ?? (since === undefined ? at : Math.max(at, since));
  const from = since ?? to - period.ms;
  if (from > to) throw httpError(400, "Query parameter 'since' must not be after 'until'");
  const hasMinutes = to - from <= MINUTES_UP_TO_MS && from >= at - Math.max(keepsMinutesMs, MINUTES_UP_TO_MS);
  const tier = resolution === 'auto' ? (hasMinutes ? 'minute' : 'hour') : resolution;
  // A day goes as a whole: what is left of its hours is not to be less than the day.
  const kept = tier === 'hour' ? Math.max(from, at - keepsHoursMs) : from;
  // A bucket that begins just now is part of what is until now.
  const hasHours = from >= at - Math.min(keepsMinutesMs, keepsHoursMs);
  const span: Span = { since: kept, until: until ?? to + 1, tier, hasHours };
  const words: SpanWords = { period: period.text, resolution: tier, since: toIso(from), until: toIso(to) };
  return { span, words };
}
