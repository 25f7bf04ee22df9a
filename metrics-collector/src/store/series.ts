import { durably } from '@monlight/shared/database-guard';
import type { Database } from '@monlight/shared/sqlite';
import type { Labels, Point } from '../ingest/read-point.ts';

/** Which sums over label sets are kept, by the keys that stay: see `groupingsOf`. */
type GroupingsOf = (name: string) => readonly (readonly string[])[];

export interface SeriesOptions {
  /** Distinct label sets that clients may send, over all metrics. */
  maxSeries: number;
  groupingsOf: GroupingsOf;
}

/** Label sets ↔ ids. What the rollup asks of each is in memory. */
export function createSeriesStore(db: Database, { maxSeries, groupingsOf }: SeriesOptions) {
  const insertMetric = db
    .prepare<[string, number], number>(
      `INSERT INTO metrics (name, type) VALUES (?, ?) ON CONFLICT (name, type) DO UPDATE SET name = name RETURNING id`,
    )
    .pluck();
  const insertSeries = db
    .prepare<[number, string, string | null], number>(
      `INSERT INTO series (metric, labels, group_keys) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET labels = labels RETURNING id`,
    )
    .pluck();
  const findGroup = db
    .prepare<[number, string, string], number>(
      "SELECT id FROM series WHERE metric = ? AND labels = ? AND coalesce(group_keys, '-') = ?",
    )
    .pluck();
  const findId = db
    .prepare<[string, number, string], number>(
      `SELECT series.id FROM metrics JOIN series ON series.metric = metrics.id
       WHERE name = ? AND type = ? AND labels = ? AND coalesce(group_keys, '-') = '-'`,
    )
    .pluck();
  const listed = db
    .prepare<[], [id: number, type: number]>(
      'SELECT series.id, type FROM series JOIN metrics ON metrics.id = metric WHERE group_keys IS NULL',
    )
    .raw();
  const described = db.prepare<[number], { metric: number; name: string; labels: string }>(
    'SELECT metric, name, labels FROM series JOIN metrics ON metrics.id = metric WHERE series.id = ?',
  );

  /** What is known of each by its id. Sums that it is part of are found when they are asked for: a start has no time for it. */
  let byId = new Map<number, { type: number; groups: readonly number[] | null }>();
  load();

  function load(): void {
    byId = new Map(listed.all().map(([id, type]) => [id, { type, groups: null }]));
  }

  function findGroups(id: number): readonly number[] {
    const found = described.get(id);
    if (!found) return [];
    return groupsOf(found.metric, found.name, Object.entries(JSON.parse(found.labels) as Record<string, string>));
  }

  function groupsOf(metric: number, name: string, labels: Labels): number[] {
    return groupingsOf(name).map((keys) => {
      const kept = toJson(labels.filter(([key]) => keys.includes(key)));
      const group = keys.join(',');
      // Looked for first: a question must not need room on the disk.
      return findGroup.get(metric, kept, group) ?? (insertSeries.get(metric, kept, group) as number);
    });
  }

  const ensureAll = db.transaction((points: readonly Point[]): number[] =>
    points.map(({ name, type, labels }) => {
      const known = findId.get(name, type, toJson(labels));
      if (known !== undefined) return known;
      if (byId.size >= maxSeries) return 0;
      const metric = insertMetric.get(name, type) as number;
      const id = insertSeries.get(metric, toJson(labels), null) as number;
      byId.set(id, { type, groups: groupsOf(metric, name, labels) });
      return id;
    }),
  );

  return {
    /**
     * The ids of points' series, made where they are new; 0 when there are as many as there may be.
     *
     * @throws SqliteError when they cannot be stored
     */
    ensure: (points: readonly Point[]): number[] => {
      try {
        return durably(db, () => ensureAll.immediate(points));
      } catch (error) {
        load();
        throw error;
      }
    },
    /** The number of a series' type in `METRIC_TYPES`; undefined for one that clients do not send. */
    typeOf: (id: number): number | undefined => byId.get(id)?.type,
    /** The series that are sums of this one and others; see `groupings.ts`. */
    groupsOf: (id: number): readonly number[] => {
      const known = byId.get(id);
      return known === undefined ? [] : (known.groups ??= findGroups(id));
    },
    size: (): number => byId.size,
    /** Reads everything again, after series were deleted. */
    reload: load,
  };
}

export type SeriesStore = ReturnType<typeof createSeriesStore>;

/** The same text for the same labels, in whatever order they came. */
function toJson(labels: Labels): string {
  return JSON.stringify(Object.fromEntries(labels.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
