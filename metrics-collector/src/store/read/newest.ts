import type { Database } from '@monlight/shared/sqlite';
import { statement } from './statement.ts';
import type { LabelSet } from './metrics.ts';

/** What is known of a series since its beginning. */
export interface NewestRow {
  name: string;
  type: number;
  labels: LabelSet;
  total: number;
  points: number;
  last: number;
}

/** The newest values of all series, by metric. */
export function readNewest(db: Database): NewestRow[] {
  return statement<[], Omit<NewestRow, 'labels'> & { labels: string }>(
    db,
    `SELECT name, type, labels, total, points, last_value AS last FROM series JOIN metrics ON metrics.id = metric
       WHERE group_keys IS NULL AND points > 0 ORDER BY name, type, series.id`,
  )
    .all()
    .map((row) => ({ ...row, labels: JSON.parse(row.labels) as LabelSet }));
}
