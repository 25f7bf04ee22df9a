import type { ServiceName } from './services.ts';
import { toMomentText } from './time-range.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/**
 * What each service shows around a moment, in milliseconds. A cause mostly stands before what it leads to; a chart needs
 * some time on both sides to show what was usual.
 */
const margins: Record<ServiceName, { beforeMs: number; afterMs: number; edgeMs: number }> = {
  errors: { beforeMs: 2 * minuteMs, afterMs: minuteMs, edgeMs: secondMs },
  logs: { beforeMs: 2 * minuteMs, afterMs: minuteMs, edgeMs: secondMs },
  // Its buckets are minutes.
  metrics: { beforeMs: 15 * minuteMs, afterMs: 5 * minuteMs, edgeMs: minuteMs },
};

/** Both ends of what a service shows around a moment, in milliseconds, out to whole seconds or minutes. */
export function spanAround(service: ServiceName, ms: number): { since: number; until: number } {
  const { beforeMs, afterMs, edgeMs } = margins[service];
  return {
    since: Math.floor((ms - beforeMs) / edgeMs) * edgeMs,
    until: Math.ceil((ms + afterMs) / edgeMs) * edgeMs,
  };
}

/** The parameters of a service's page for what is around a moment; the log list finds the moment itself by `at`. */
export function paramsAround(service: ServiceName, ms: number): Record<string, string> {
  const { since, until } = spanAround(service, ms);
  return {
    ...paramsOf(service),
    since: toMomentText(since),
    until: toMomentText(until),
    ...(service === 'logs' ? { at: toMomentText(ms) } : {}),
  };
}

/** What a service's page needs besides the span, to hold back nothing: errors that were resolved since belong to it. */
export function paramsOf(service: ServiceName): Record<string, string> {
  return service === 'errors' ? { view: 'all' } : {};
}
