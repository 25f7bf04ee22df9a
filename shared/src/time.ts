export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The clock as an argument: milliseconds since 1970, UTC. */
export type Clock = () => number;

/** A clock that nobody sets, in milliseconds since some moment: for how long something takes or has been silent. */
export const steadyClock: Clock = () => performance.now();

/** Milliseconds since 1970 → `2026-01-23T15:30:00.000Z`. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Like `toIso`, with null for null. */
export function toIsoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?(?:([Zz])|([+\- ])(\d\d):?(\d\d)?)?)?$/;

/**
 * ISO 8601 → milliseconds since 1970, or null when it is no such time. Takes a date alone, any
 * precision (cut to milliseconds) and any offset; without one it is UTC. A blank stands for `+`,
 * which is what an unescaped `+` becomes in a query string. A leap second counts as the next second.
 */
export function parseTime(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', , sign, offsetHour, offsetMinute] =
    match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC rolls the 31st of February over; such a date was never meant.
  if (new Date(date).getUTCDate() !== Number(day) || new Date(date).getUTCMonth() !== Number(month) - 1) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -1 : 1);
  if (Math.abs(offset) > 18 * 60 || Number(offsetMinute ?? 0) > 59) return null;
  const clock = (Number(hour) * 60 + Number(minute) - offset) * MINUTE_MS + Number(second) * SECOND_MS;
  return date + clock + Number(fraction.slice(0, 3).padEnd(3, '0'));
}
