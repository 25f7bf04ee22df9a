import { toWallClock, type Zone, zone, zoneName } from './zone.ts';

/** How exactly a moment is told. */
type Precision = 'second' | 'millisecond';

const lengths: Record<Precision, number> = { second: 19, millisecond: 23 };

/** `2026-01-23 15:30:00 UTC`, in the chosen zone unless another is named. */
export function formatMoment(ms: number, precision: Precision = 'second', by: Zone = zone.value): string {
  const text = toWallClock(ms, by).slice(0, lengths[precision]).replace('T', ' ');
  return text === '' ? '–' : `${text} ${zoneName(ms, by)}`;
}

/** The same moment in both zones, the chosen one first: what stands on hover. */
export function formatBoth(ms: number, precision: Precision = 'second'): string {
  const zones: Zone[] = zone.value === 'utc' ? ['utc', 'local'] : ['local', 'utc'];
  return [...new Set(zones.map((by) => formatMoment(ms, precision, by)))].join('\n');
}

/** `2026-01-23`, in the chosen zone. */
export function formatDate(ms: number): string {
  return toWallClock(ms).slice(0, 10);
}

/** `23 Jan`, of a day that begins at midnight UTC. */
export function formatUtcDay(ms: number): string {
  return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
