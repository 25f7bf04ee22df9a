import type { Database } from '@monlight/shared/sqlite';
import type { Labels, Point } from '../ingest/read-points.ts';

/** A metric's label set, as clients send it or as a sum over several of them. */
export interface Series {
  id: number;
  metric: number;
  /** Number of the metric's type in `METRIC_TYPES`. */
  type: number;
  /** The series that are sums of this one and others; see `groupings.ts`. */
  groups: readonly number[];
}

/** Which sums over label sets are kept, by the keys that stay: see `groupingsOf`. */
type GroupingsOf = (name: string) => readonly (readonly string[])[];

export interface SeriesOptions {
  /** Distinct label sets that clients may send, over all metrics. */
  maxSeries: number;
  groupingsOf: GroupingsOf;
}

/** Label sets ↔ ids. All are in memory: each point that comes in asks for one. */
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
  const listed = db.prepare<[], { id: number; metric: number; name: string; type: number; labels: string }>(
    `SELECT series.id, metric, name, type, labels FROM series JOIN metrics ON metrics.id = metric WHERE group_keys IS NULL`,
  );

  let byId = new Map<number, Series>();
  let byKey = new Map<string, Series>();
  /** The same by the order in which clients send their labels. */
  let bySentKey = new Map<string, Series>();
  load();

  function load(): void {
    byId = new Map();
    byKey = new Map();
    bySentKey = new Map();
    for (const { id, metric, name, type, labels } of listed.all()) {
      const pairs = Object.entries(JSON.parse(labels) as Record<string, string>);
      remember(keyOf(type, name, sorted(pairs)), { id, metric, type, groups: groupsOf(metric, name, pairs) });
    }
  }

  function remember(key: string, series: Series): void {
    byId.set(series.id, series);
    byKey.set(key, series);
  }

  function groupsOf(metric: number, name: string, labels: Labels): number[] {
    return groupingsOf(name).map((keys) => {
      const kept = labels.filter(([key]) => keys.includes(key));
      return insertSeries.get(metric, toJson(kept), keys.join(',')) as number;
    });
  }

  const create = db.transaction((type: number, name: string, labels: Labels): Series => {
    const metric = insertMetric.get(name, type) as number;
    const id = insertSeries.get(metric, toJson(labels), null) as number;
    return { id, metric, type, groups: groupsOf(metric, name, labels) };
  });

  return {
    /**
     * The series of a point, made when it is new; null when there are as many as there may be.
     *
     * @throws SqliteError when it cannot be stored
     */
    of: ({ type, name, labels }: Point): Series | null => {
      const sentKey = keyOf(type, name, labels);
      const sent = bySentKey.get(sentKey);
      if (sent) return sent;
      const ordered = sorted(labels);
      const key = keyOf(type, name, ordered);
      let series = byKey.get(key);
      if (!series) {
        if (byKey.size >= maxSeries) return null;
        series = create.immediate(type, name, ordered);
        remember(key, series);
      }
      // Label sets come in few orders; whoever sends them in any must not fill the memory.
      if (bySentKey.size >= 2 * maxSeries) bySentKey.clear();
      bySentKey.set(sentKey, series);
      return series;
    },
    find: (id: number): Series | undefined => byId.get(id),
    size: (): number => byKey.size,
    /** Reads everything again, after series were deleted. */
    reload: load,
  };
}

export type SeriesStore = ReturnType<typeof createSeriesStore>;

function sorted(labels: Labels): Labels {
  return labels.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** NUL cannot stand in a key's way: JSON may hold it, so lengths go before texts. */
function keyOf(type: number, name: string, labels: Labels): string {
  let key = `${type}${name.length}:${name}`;
  for (const [label, value] of labels) key += `${label.length}:${label}${value.length}:${value}`;
  return key;
}

function toJson(labels: Labels): string {
  return JSON.stringify(Object.fromEntries(labels));
}
