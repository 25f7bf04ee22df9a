import { stored } from './stored.ts';

/** The two ways to tell the time: everybody's, or that of whoever looks. */
export type Zone = 'utc' | 'local';

/** The zone that all times of the pages are told in; addresses, requests and files keep to UTC whatever is chosen. */
export const zone = stored('zone', ['utc', 'local']);

const minuteMs = 60_000;

/** The moment (ms) whose UTC parts are what the clocks of the zone show at `ms`: what works on days and hours works on it. */
export function shift(ms: number, by: Zone = zone.value): number {
  return by === 'utc' ? ms : ms - new Date(ms).getTimezoneOffset() * minuteMs;
}

/** What a clock of the zone shows, as in `2026-01-23T15:30:00.000`; empty where `ms` is no moment. */
export function toWallClock(ms: number, by: Zone = zone.value): string {
  const shifted = new Date(shift(ms, by));
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(0, -1);
}

/** The moment (ms) at which a clock of the zone shows this; null where the text is none. */
export function fromWallClock(text: string, by: Zone = zone.value): number | null {
  const ms = Date.parse(by === 'utc' ? `${text}Z` : text);
  return text === '' || Number.isNaN(ms) ? null : ms;
}

/** By offset: there are two in a year, and hundreds of times on a page. */
const localNames = new Map<number, string>();

/** The zone's short name at that time, as in `UTC`, `CET` or `GMT+5:30`. */
export function zoneName(ms: number, by: Zone = zone.value): string {
  if (by === 'utc' || Number.isNaN(ms)) return 'UTC';
  const offset = new Date(ms).getTimezoneOffset();
  const name = localNames.get(offset) ?? nameAt(ms);
  localNames.set(offset, name);
  return name;
}

function nameAt(ms: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(ms);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local';
}
