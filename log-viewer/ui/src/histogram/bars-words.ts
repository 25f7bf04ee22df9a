import { formatBucketIn } from '@monlight/shared/ui/bucket-words.ts';
import { formatCount, plural } from '@monlight/shared/ui/format.ts';
import type { Level } from '../../../src/level.ts';
import { wordOf } from '../levels.ts';
import type { HistogramBars } from './histogram-state.ts';

/** The whole span, or one bucket with its counts: `2026-01-23 15:30–15:45: Error 3, Info 120`. */
export function readoutOf({ buckets, intervalMs, levels }: HistogramBars, index: number | null): string {
  const bucket = index === null ? undefined : buckets[index];
  if (!bucket) return spanOf({ buckets, intervalMs });
  const { by_level } = bucket;
  const counts = levels.filter((level) => by_level[level] > 0).map((level) => countWords(level, by_level[level]));
  return `${formatBucketIn(bucket.bucket, intervalMs)}: ${counts.join(', ') || 'nothing'}`;
}

/** What the bars say, for those who do not see them. */
export function summaryOf({ buckets, intervalMs, levels }: HistogramBars): string {
  const totals = levels.map((level) => {
    const sum = buckets.reduce((total, { by_level }) => total + by_level[level], 0);
    return countWords(level, sum);
  });
  const most = buckets.reduce((best, bucket) => (bucket.total > best.total ? bucket : best));
  const peak = `Most at ${formatBucketIn(most.bucket, intervalMs)}: ${plural(most.total, 'entry', 'entries')}.`;
  return `Entries ${spanOf({ buckets, intervalMs })}. ${totals.join(', ')}. ${most.total > 0 ? peak : ''}`;
}

function spanOf({ buckets, intervalMs }: Pick<HistogramBars, 'buckets' | 'intervalMs'>): string {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return '';
  return formatBucketIn(first.bucket, Date.parse(last.bucket) + intervalMs - Date.parse(first.bucket));
}

function countWords(level: Level, count: number): string {
  return `${wordOf(level)} ${formatCount(count)}`;
}
