import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS, type Clock } from '@monlight/shared/time';
import type { Report } from '../ingest/report.ts';

const TREND_HOURS = 24;
export const TREND_DAYS = 30;

export interface TrendStore {
  /** Counts reports of a group into their hours. Call it inside a transaction. */
  count(groupId: number, reports: readonly Pick<Report, 'timestamp' | 'count'>[]): void;
  /** The last 24 hourly counts of each group, oldest first, the current hour last. */
  hourly(groupIds: readonly number[]): Map<number, number[]>;
  /** The last 30 daily counts (UTC days) of a group, oldest first, today last. */
  daily(groupId: number): number[];
}

interface Slot {
  groupId: number;
  slot: number;
  count: number;
}

/** How often each group came, by the hour. */
export function createTrendStore(db: Database, now: Clock): TrendStore {
  const add = db.prepare<[number, number, number]>(
    `INSERT INTO group_hours (group_id, hour, count) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const hours = db.prepare<[string, number], Slot>(
    `SELECT group_id AS groupId, hour AS slot, count FROM group_hours
     WHERE group_id IN (SELECT value FROM json_each(?)) AND hour >= ?`,
  );
  const days = db.prepare<[number, number], Slot>(
    `SELECT group_id AS groupId, hour / 24 AS slot, sum(count) AS count FROM group_hours
     WHERE group_id = ? AND hour >= ? GROUP BY slot`,
  );

  return {
    count: (groupId, reports) => {
      const counts = new Map<number, number>();
      for (const { timestamp, count } of reports) {
        const hour = Math.floor(timestamp / HOUR_MS);
        counts.set(hour, (counts.get(hour) ?? 0) + count);
      }
      for (const [hour, count] of counts) {
        // No trend shows it, and a client with a wild clock must not leave a row for every hour since 1970.
        if (hour > now() / HOUR_MS - TREND_DAYS * 24) add.run(groupId, hour, count);
      }
    },
    hourly: (groupIds) => {
      const first = Math.floor(now() / HOUR_MS) - TREND_HOURS + 1;
      const trends = new Map(groupIds.map((id) => [id, new Array<number>(TREND_HOURS).fill(0)]));
      for (const { groupId, slot, count } of hours.all(JSON.stringify(groupIds), first)) {
        const trend = trends.get(groupId);
        if (trend && slot - first < TREND_HOURS) trend[slot - first] = count;
      }
      return trends;
    },
    daily: (groupId) => {
      const first = Math.floor(now() / DAY_MS) - TREND_DAYS + 1;
      const trend = new Array<number>(TREND_DAYS).fill(0);
      for (const { slot, count } of days.all(groupId, first * 24)) {
        if (slot - first < TREND_DAYS) trend[slot - first] = count;
      }
      return trend;
    },
  };
}
