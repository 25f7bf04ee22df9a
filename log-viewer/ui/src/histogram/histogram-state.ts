import { computed, signal } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import { type Level, LEVELS } from '../../../src/level.ts';
import type { Histogram } from '../entry.ts';
import { chosenLevels, filteredAddress, filterQuery } from '../view-state.ts';

/** What the filters leave over time, of every level: those that are not chosen are counted for their filter. */
export const histogram = createResource<Histogram>(() =>
  filteredAddress('api/logs/histogram', filterQuery({ hasLevels: false })),
);

/** How many entries of each level the other filters leave. */
export const countByLevel = computed<Record<Level, number> | null>(() => {
  const { buckets } = histogram.data.value ?? {};
  if (!buckets) return null;
  const counts = LEVELS.map((level) => [level, buckets.reduce((sum, { by_level }) => sum + (by_level[level] ?? 0), 0)]);
  return Object.fromEntries(counts) as Record<Level, number>;
});

/** What is drawn: the chosen levels, most severe first, in buckets that are all of one length. */
export interface HistogramBars {
  buckets: Histogram['buckets'];
  intervalMs: number;
  levels: Level[];
}

/** Nothing while there is nothing stored, and while the server refuses the filters. */
export const bars = computed<HistogramBars | null>(() => {
  const { buckets = [], interval_ms: intervalMs = null } = histogram.data.value ?? {};
  if (intervalMs === null || buckets.length === 0 || histogram.failure.value?.status === 400) return null;
  const chosen = chosenLevels.value;
  const levels = LEVELS.filter((level) => chosen.length === 0 || chosen.includes(level)).toReversed();
  return { buckets, intervalMs, levels };
});

/** The bucket under the pointer. */
export const pointed = signal<number | null>(null);
