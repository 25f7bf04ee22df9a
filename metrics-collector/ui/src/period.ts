import { type TimeRange, toMomentText, toRange } from '@monlight/shared/ui/time-range.ts';

/** What both pages keep in their address about time. */
export const periodDefaults = { range: '', since: '', until: '', refresh: '30s' };

/** Their values. */
export type PeriodValues = typeof periodDefaults;

/** The periods on offer; points are kept for 30 days. */
export const periods = [
  { name: '1h', words: '1 h', long: 'last hour' },
  { name: '24h', words: '24 h', long: 'last 24 hours' },
  { name: '7d', words: '7 d', long: 'last 7 days' },
  { name: '30d', words: '30 d', long: 'last 30 days' },
] as const;

const standard = { kind: 'last', span: '24h' } as const;

/** What is looked at: a period up to now, or the span between two moments. */
export function rangeOf(values: PeriodValues): TimeRange {
  const range = toRange(values, standard);
  return range.kind === 'all' ? { kind: 'last', span: '30d' } : range;
}

/** The period that an address names, also below a custom range, which leads back to it. */
export function periodOf(values: PeriodValues): string {
  const range = rangeOf({ ...values, since: '', until: '' });
  return range.kind === 'last' ? range.span : standard.span;
}

/** A period as it stands in the address. */
export function toPeriod(name: string): Partial<PeriodValues> {
  return { range: name === standard.span ? '' : name, since: '', until: '' };
}

/** A span as it stands in the address, above the period that one comes back to. */
export function toSpan(since: number | null, until: number | null): Partial<PeriodValues> {
  return { since: toMomentText(since), until: toMomentText(until) };
}

/** The same as the API takes it. */
export function rangeQuery(values: PeriodValues): Record<string, string> {
  const range = rangeOf(values);
  if (range.kind !== 'custom') return { period: periodOf(values) };
  return {
    ...(range.since === null ? {} : { since: new Date(range.since).toISOString() }),
    ...(range.until === null ? {} : { until: new Date(range.until).toISOString() }),
  };
}
