import { once } from './once.ts';

const whole = once(() => new Intl.NumberFormat('en'));
const compact = once(() => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }));

/** `1,204`. */
export function formatCount(count: number): string {
  return count < 1000 ? String(count) : whole().format(count);
}

/** `1,204` up to 99,999, then `120.4K`: never wider than six characters. */
export function formatShort(count: number): string {
  return count < 100_000 ? formatCount(count) : compact().format(count);
}

/** `1 error`, `2 errors`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const steps = [
  { unit: 'd', lengthMs: 86_400_000 },
  { unit: 'h', lengthMs: 3_600_000 },
  { unit: 'min', lengthMs: 60_000 },
  { unit: 's', lengthMs: 1000 },
];

/** `12 s ago`, `3 min ago`, `5 d ago`. */
export function formatAgo(ms: number, now: number): string {
  const age = now - ms;
  if (Number.isNaN(age)) return '–';
  if (age < 5000) return 'just now';
  const step = steps.find(({ lengthMs }) => age >= lengthMs);
  return step ? `${Math.floor(age / step.lengthMs)} ${step.unit} ago` : 'just now';
}
