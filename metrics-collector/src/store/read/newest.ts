import type { Database } from '@monlight/shared/sqlite';
import { STEP, type LabelSet } from './metrics.ts';
import { statement } from '@monlight/shared/statement';
import type { Steps } from './steps.ts';

/** What is known of a series since its beginning. */
export interface NewestRow {
  name: string;
  type: number;
  labels: LabelSet;
  total: number;
  points: number;
  last: number;
}

/** Hands over the newest values of all series. */
export function* readNewest(db: Database, take: (row: NewestRow) => void): Steps<void> {
  const rows = statement<[], Omit<NewestRow, 'labels'> & { labels: string }>(
    db,
    `SELECT name, type, labels, total, points, last_value AS last FROM series JOIN metrics ON metrics.id = metric
     WHERE group_keys IS NULL AND points > 0 ORDER BY name, type, series.id`,
  ).iterate();
  let taken = 0;
  for (const row of rows) {
    take({ ...row, labels: JSON.parse(row.labels) as LabelSet });
    taken += 1;
    if (taken % STEP === 0) yield;
  }
}
