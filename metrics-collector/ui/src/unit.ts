import { once } from '@monlight/shared/ui/once.ts';

/** What a metric's values are counted in. */
export type Unit = 'plain' | 'seconds' | 'milliseconds' | 'bytes' | 'fraction' | 'percent';

const endings: [pattern: RegExp, unit: Unit][] = [
  [/_seconds$/, 'seconds'],
  [/_(ms|milliseconds)$/, 'milliseconds'],
  [/_bytes$/, 'bytes'],
  [/_ratio$/, 'fraction'],
  [/_percent$/, 'percent'],
];

/** The unit that a name ends in, as Prometheus' conventions have it: https://prometheus.io/docs/practices/naming/ */
export function unitOf(name: string): Unit {
  const base = name.replace(/_total$/, '');
  return endings.find(([pattern]) => pattern.test(base))?.[1] ?? 'plain';
}

/** The unit of the raw numbers, for a file's header. */
export const unitNames: Record<Unit, string> = {
  plain: '',
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'B',
  fraction: '',
  percent: '%',
};

const large = once(() => new Intl.NumberFormat('en', { maximumFractionDigits: 0 }));
const small = once(() => new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }));
const compact = once(() => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 }));

/** `0.0123`, `12.3`, `1,234`, `1.235M`: about three figures that count. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(2);
  if (size >= 1e6) return compact().format(value);
  return size >= 1000 ? large().format(value) : small().format(value);
}

function formatMs(ms: number): string {
  if (Math.abs(ms) < 10_000) return `${formatNumber(ms)} ms`;
  return Math.abs(ms) < 600_000 ? `${formatNumber(ms / 1000)} s` : `${formatNumber(ms / 60_000)} min`;
}

// By thousands, so that the lines of an axis stand at round figures.
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

function formatBytes(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.floor(Math.log10(Math.abs(bytes)) / 3);
  const step = Math.min(Math.max(power, 0), byteUnits.length - 1);
  return `${formatNumber(bytes / 1000 ** step)} ${byteUnits[step]}`;
}

const formats: Record<Unit, (value: number) => string> = {
  plain: formatNumber,
  seconds: (value) => formatMs(value * 1000),
  milliseconds: formatMs,
  bytes: formatBytes,
  fraction: (value) => `${formatNumber(value * 100)} %`,
  percent: (value) => `${formatNumber(value)} %`,
};

const made = new Map<string, (value: number) => string>();

/** Writes values of a unit, `per` some time where they are rates. The same function each time, so that charts stay. */
export function formatOf(unit: Unit, per: '' | '/s' | '/min' = ''): (value: number) => string {
  const key = unit + per;
  const format =
    made.get(key) ?? ((value: number) => formats[unit](value) + (unit === 'plain' && per ? ` ${per}` : per));
  made.set(key, format);
  return format;
}
