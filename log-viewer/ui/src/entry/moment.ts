/** `01-23 15:30:00.123`, in UTC. */
export function formatClock(iso: string): string {
  return iso.slice(5, 23).replace('T', ' ');
}

/** `2026-01-23 15:30:00.123 UTC`. */
export function formatMoment(iso: string): string {
  return `${iso.slice(0, 23).replace('T', ' ')} UTC`;
}
