import type { MetricType } from '../../../src/metric-type.ts';
import { type Grid, rateIn } from '../grid.ts';
import type { Bucket } from '../wire.ts';

/** One line of a chart, out of a metric's buckets. */
interface Part {
  label: string;
  valueOf: (bucket: Bucket, grid: Grid, ms: number) => number | null | undefined;
}

/** A way to look at a metric. */
export interface Aggregation {
  /** As it stands in the address. */
  name: string;
  words: string;
  /** More than one, and it is not for groups, which take a line each. */
  parts: readonly [Part, ...Part[]];
  kind: 'line' | 'area' | 'bars';
  per: '' | '/s' | '/min';
  /** Counts points, whatever their values are counted in. */
  isCount?: boolean;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

function single(
  name: string,
  words: string,
  valueOf: Part['valueOf'],
  kind: Aggregation['kind'] = 'line',
): Aggregation {
  return { name, words, parts: [{ label: words, valueOf }], kind, per: '' };
}

const p50 = single('p50', 'p50', (bucket) => bucket.p50);
const p95 = single('p95', 'p95', (bucket) => bucket.p95);
const p99 = single('p99', 'p99', (bucket) => bucket.p99);
const percentiles = new Set([p50, p95, p99]);
const average = single('avg', 'Average', (bucket) => bucket.avg);
const lowest = single('min', 'Minimum', (bucket) => bucket.min);
const highest = single('max', 'Maximum', (bucket) => bucket.max);

const all: Record<MetricType, readonly [Aggregation, ...Aggregation[]]> = {
  counter: [
    { ...single('minute', 'Per minute', ({ sum }, grid, ms) => rateIn(grid, sum, ms, minuteMs), 'area'), per: '/min' },
    { ...single('second', 'Per second', ({ sum }, grid, ms) => rateIn(grid, sum, ms, secondMs), 'area'), per: '/s' },
    single('count', 'Count', ({ sum }) => sum, 'bars'),
  ],
  gauge: [average, lowest, highest, single('last', 'Last', (bucket) => bucket.last)],
  histogram: [
    { ...p95, name: 'percentiles', words: 'Percentiles', parts: [p50.parts[0], p95.parts[0], p99.parts[0]] },
    p50,
    p95,
    p99,
    average,
    highest,
    {
      ...single('rate', 'Points per minute', ({ count }, grid, ms) => rateIn(grid, count, ms, minuteMs), 'area'),
      per: '/min',
      isCount: true,
    },
  ],
};

/** The ways that make sense for a type, the usual one first. One percentile alone is for groups; else all are lines of one chart. */
export function aggregationsOf(type: MetricType, isGrouped: boolean): Aggregation[] {
  return all[type].filter((way) => (isGrouped ? way.parts.length === 1 : !percentiles.has(way)));
}

/** The one with this name, or the usual one: for groups of a histogram the p95, which the three percentiles become. */
export function aggregationOf(type: MetricType, isGrouped: boolean, name: string): Aggregation {
  const offered = aggregationsOf(type, isGrouped);
  const usual = type === 'histogram' && isGrouped ? p95 : all[type][0];
  return offered.find((aggregation) => aggregation.name === name) ?? usual;
}
