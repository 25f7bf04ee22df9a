import type { Database } from '@monlight/shared/sqlite';
import type { Bucket } from '../../rollup/bucket.ts';
import type { Recent } from '../../rollup/recent.ts';
import { TIERS } from '../buckets.ts';
import type { Kept } from './kept.ts';
import type { PercentileCache } from './percentile-cache.ts';
import type { Range } from './ranges.ts';

/** What a question is answered from. */
export interface Source {
  db: Database;
  /** What the stored buckets lack. */
  recent: Recent;
  /** ms; a stored time behind it is of a clock that was set back since. */
  latest: number;
  percentiles: PercentileCache;
  kept: Kept;
}

/** Hands over what is recent of a series in a range, with the number of the bucket that it is part of. Not to be changed. */
export function eachRecent(
  { recent }: Source,
  series: number,
  { tier, first, last }: Range,
  take: (number: number, bucket: Bucket) => void,
): void {
  const minutes = recent.get(series);
  if (minutes === undefined) return;
  const width = TIERS[tier].ms / TIERS.minute.ms;
  for (const [minute, bucket] of minutes) {
    const number = Math.floor(minute / width);
    if (number >= first && number <= last) take(number, bucket);
  }
}

/** What is stored of a series since its beginning. */
export interface SeriesTotal {
  id: number;
  points: number;
  total: number;
  last: number;
  lastTime: number;
}

/** Puts what is recent to what is stored of a series. */
export function addRecentTotal({ recent, latest }: Source, stored: SeriesTotal): void {
  for (const { count, sum, last, lastTime } of recent.get(stored.id)?.values() ?? []) {
    stored.points += count;
    stored.total += sum;
    if (lastTime < stored.lastTime && stored.lastTime <= latest) continue;
    stored.last = last;
    stored.lastTime = lastTime;
  }
}
