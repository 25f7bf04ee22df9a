import { toIso, toIsoOrNull } from '@monlight/shared/time';
import { LEVELS, STREAMS } from '../level.ts';
import type { Histogram } from '../store/read/histogram.ts';
import type { EntryRow } from '../store/read/rows.ts';
import type { Summary } from '../store/read/summary.ts';
import type { DiscoveryState } from '../ingest/discover.ts';
import type { Entry, Sources } from './schema.ts';

/** An entry as clients see it. */
export function presentEntry({ id, time, container, stream, level, message }: EntryRow): Entry {
  return {
    id,
    timestamp: toIso(time),
    container,
    stream: STREAMS[stream] ?? 'stdout',
    level: LEVELS[level] ?? 'INFO',
    message,
  };
}

/** Counts per level by the levels' names, zeros included. */
function presentLevels(count: (level: number) => number) {
  const named = LEVELS.map((name, level) => [name, count(level)]);
  return Object.fromEntries(named) as Record<(typeof LEVELS)[number], number>;
}

/** `GET /api/logs/histogram`. */
export function presentHistogram(histogram: Histogram | null) {
  if (!histogram) return { since: null, until: null, interval_ms: null, buckets: [] };
  return {
    since: toIso(histogram.since),
    until: toIso(histogram.until),
    interval_ms: histogram.intervalMs,
    buckets: histogram.buckets.map(({ start, counts }) => ({
      bucket: toIso(start),
      total: counts.reduce((sum, each) => sum + each, 0),
      by_level: presentLevels((level) => counts[level] ?? 0),
    })),
  };
}

/** `GET /api/stats`. */
export function presentSummary({ total, oldest, newest, byLevel, byContainer }: Summary) {
  return {
    total_logs: total,
    oldest_log: toIsoOrNull(oldest),
    newest_log: toIsoOrNull(newest),
    by_level: presentLevels((level) => byLevel.get(level) ?? 0),
    by_container: Object.fromEntries([...byContainer].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** `GET /api/sources`. */
export function presentSources(path: string, state: DiscoveryState, followed: number): Sources {
  const hasMatch = followed > 0 || state.excluded === 0;
  return {
    state: state.sources === 'ok' && !hasMatch ? 'no_match' : state.sources,
    path,
    followed,
    excluded: state.excluded,
    skipped: state.skipped.map(({ folder, name, reason }) => ({ name: name ?? folder, reason })),
  };
}
