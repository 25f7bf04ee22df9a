import { computed } from '@preact/signals';
import type { ChartData, ChartLine } from '@monlight/shared/ui/chart-data.ts';
import { percentileStyleOf } from '../colors.ts';
import { columnOf, fillInside, type Grid, gridOf, rateIn, shortened } from '../grid.ts';
import { rangeOf } from '../period.ts';
import { formatOf } from '../unit.ts';
import { dashboard, overviewState } from './overview-state.ts';

const minuteMs = 60_000;
const perMinute = formatOf('plain', '/min');
const milliseconds = formatOf('milliseconds');
const fraction = formatOf('fraction');

const grid = computed<Grid | null>(() => {
  const answer = dashboard.data.value;
  if (!answer) return null;
  const whole = gridOf(answer);
  const isCustom = rangeOf(overviewState.values.value).kind === 'custom';
  return isCustom ? whole : shortened(whole, [...answer.request_rate, ...answer.latency]);
});

/** True when the charts begin later than the period, because there is nothing before. */
export const isShortened = computed(() => grid.value?.isShortened ?? false);

/**
 * Requests per minute. A bucket without any between two that have some counts as zero: a counter is
 * not sent while nothing happens. Before the first and after the last nothing is known.
 */
export const requestChart = computed<ChartData | null>(() => {
  const [buckets, over] = [dashboard.data.value?.request_rate, grid.value];
  if (!buckets || !over) return null;
  const values = fillInside(columnOf(over, buckets, ({ count }, ms) => rateIn(over, count, ms, minuteMs)));
  return {
    ...over,
    unit: 'per minute',
    lines: [{ label: 'Requests', color: '--chart-1', kind: 'area', format: perMinute, values }],
  };
});

const percentiles = ['p50', 'p95', 'p99'] as const;

/** Latency in milliseconds; no requests, no latency. */
export const latencyChart = computed<ChartData | null>(() => {
  const [buckets, over] = [dashboard.data.value?.latency, grid.value];
  if (!buckets || !over) return null;
  const lines = percentiles.map((label, index): ChartLine => {
    const values = columnOf(over, buckets, (bucket) => bucket[label]);
    return { label, kind: 'line', format: milliseconds, values, ...percentileStyleOf(index) };
  });
  return { ...over, unit: 'ms', lines };
});

const classes = [
  { name: 'rate_4xx', label: '4xx', color: '--chart-3' },
  { name: 'rate_5xx', label: '5xx', color: '--chart-4' },
] as const;

/** The share of requests that went wrong, by whose fault it was. */
export const errorChart = computed<ChartData | null>(() => {
  const [buckets, over] = [dashboard.data.value?.error_rate, grid.value];
  if (!buckets || !over) return null;
  const lines = classes.map(({ name, label, color }): ChartLine => {
    const values = columnOf(over, buckets, (bucket) => bucket[name]);
    return { label, color, kind: 'line', format: fraction, values };
  });
  return { ...over, unit: 'fraction', lines };
});
