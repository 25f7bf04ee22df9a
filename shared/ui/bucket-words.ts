import { toWallClock, zoneName } from './zone.ts';

/** `2026-01-23 15:30–15:45`, with seconds where it takes them, and with both days where there are two; in the chosen zone. */
export function formatBucket(start: string | number, lengthMs: number): string {
  const from = typeof start === 'number' ? start : Date.parse(start);
  const to = from + lengthMs;
  const isWhole = [from, to].every((ms) => ms % 60_000 === 0);
  const [fromDay, fromTime] = partsOf(from, isWhole);
  const [toDay, toTime] = partsOf(to, isWhole);
  return fromDay === toDay ? `${fromDay} ${fromTime}–${toTime}` : `${fromDay} ${fromTime} – ${toDay} ${toTime}`;
}

/** The same with the zone's name behind it, for where no heading says it. */
export function formatBucketIn(start: string | number, lengthMs: number): string {
  return `${formatBucket(start, lengthMs)} ${zoneName(typeof start === 'number' ? start : Date.parse(start))}`;
}

function partsOf(ms: number, isWhole: boolean): [day: string, time: string] {
  const text = toWallClock(ms);
  return [text.slice(0, 10), text.slice(11, isWhole ? 16 : 19)];
}
