import type { Parcel } from '../delivery/deliver.ts';
import { encodeReport, MAX_FOLDED } from './encode.ts';
import type { Report } from './report.ts';

interface Entry {
  report: Report;
  count: number;
  key: string;
  addedAt: number;
}

/** Reports that wait, the oldest first; identical ones within a second are one. */
export interface ReportQueue {
  /** Adds a report; returns how many errors were dropped for it. */
  add: (report: Report) => number;
  /** The oldest, once nothing more can be folded into it; at once in a hurry. */
  take: (hurry: boolean) => Parcel | undefined;
  /** ms until the oldest is due; undefined when there is none. */
  dueIn: () => number | undefined;
}

const FOLD_WITHIN_MS = 1000;

/** A queue of at most `capacity` different reports. */
export function createReportQueue(capacity: number, now: () => number): ReportQueue {
  const entries: Entry[] = [];

  /** Under a flood nobody waits for the second to end: that would drop what could have been sent. */
  function isDue(entry: Entry): boolean {
    return now() - entry.addedAt >= FOLD_WITHIN_MS || entries.length > capacity / 2;
  }

  return {
    add: (report) => {
      const key = keyOf(report);
      const same = entries.findLast((entry) => entry.key === key);
      if (same && now() - same.addedAt < FOLD_WITHIN_MS && same.count < MAX_FOLDED) {
        same.count++;
        return 0;
      }
      entries.push({ report, count: 1, key, addedAt: now() });
      return entries.length > capacity ? (entries.shift()?.count ?? 0) : 0;
    },
    take: (hurry) => {
      const [entry] = entries;
      if (!entry || !(hurry || isDue(entry))) return undefined;
      entries.shift();
      return toParcel(entry.report, entry.count);
    },
    dueIn: () => {
      const [entry] = entries;
      return entry && Math.max(0, entry.addedAt + FOLD_WITHIN_MS - now());
    },
  };
}

/** One report as one request. */
export function toParcel(report: Report, count = 1): Parcel {
  let body: string | undefined;
  return {
    body: () => (body ??= encodeReport(report, count)),
    size: () => count,
  };
}

function keyOf({ exceptionType, message, traceback, project, environment, requestUrl, requestMethod }: Report): string {
  return [exceptionType, message, project, environment, requestMethod, requestUrl, traceback].join('\0');
}
