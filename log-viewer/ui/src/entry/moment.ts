import { formatMoment as format } from '@monlight/shared/ui/moment.ts';
import { toWallClock } from '@monlight/shared/ui/zone.ts';

/** `01-23 15:30:00.123`, in the chosen zone. */
export function formatClock(iso: string): string {
  return toWallClock(Date.parse(iso)).slice(5).replace('T', ' ');
}

/** `2026-01-23 15:30:00.123 UTC`, or in the other zone where that is chosen. */
export function formatMoment(iso: string): string {
  return format(Date.parse(iso), 'millisecond');
}
