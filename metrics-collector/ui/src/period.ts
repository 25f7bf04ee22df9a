import { type Span, type TimeRange, toMomentText, toParams, toRange } from '@monlight/shared/ui/time-range.ts';

/** What both pages keep in their address about time. */
export const periodDefaults = { range: '', since: '', until: '', refresh: '30s' };

/** Their values. */
export type PeriodValues = typeof periodDefaults;

const standard = { kind: 'last', span: '24h' } as const;

/** What is looked at: a period up to now, or the span between two moments. */
export function rangeOf(values: PeriodValues): TimeRange {
  const range = toRange(values, standard);
  return range.kind === 'all' ? { kind: 'last', span: '30d' } : range;
}

/** The period that an address names, also below a custom range, which leads back to it. */
export function periodOf(values: PeriodValues): Span {
  const range = rangeOf({ ...values, since: '', until: '' });
  return range.kind === 'last' ? range.span : standard.span;
}

/** A range as it stands in the address; two moments leave the period there that one comes back to. */
export function toChanges(range: TimeRange): Partial<PeriodValues> {
  return range.kind === 'custom' ? toSpan(range.since, range.until) : toParams(range, standard);
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
    // An open start is as long before the end as the period says.
    ...(range.since === null ? { period: periodOf(values) } : { since: new Date(range.since).toISOString() }),
    ...(range.until === null ? {} : { until: new Date(range.until).toISOString() }),
  };
}
