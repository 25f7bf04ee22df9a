import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { BLOCK_SIZE, blockOf } from '../blocks.ts';
import { containerTerm, entriesTable, searchTable } from '../partition.ts';
import { containerNames } from './rows.ts';
import { readBlocks, segmentsOf, type Block, type View } from './segments.ts';

export interface Summary {
  total: number;
  /** ms UTC; null when nothing is stored. */
  oldest: number | null;
  newest: number | null;
  byLevel: Map<number, number>;
  byContainer: Map<string, number>;
}

/** How much is stored, of what level and from which container. */
export function readSummary(db: Database, view: View): Summary {
  const byLevel = new Map<number, number>();
  const byContainer = new Map<string, number>();
  const names = containerNames(db);
  let oldest = Infinity;
  let newest = -Infinity;

  function add(container: number, level: number, entries: number): void {
    const name = names.get(container) ?? '';
    byLevel.set(level, (byLevel.get(level) ?? 0) + entries);
    byContainer.set(name, (byContainer.get(name) ?? 0) + entries);
  }

  const counted = statement<[number], [number, number, number]>(
    db,
    `SELECT container, level, sum(entries) FROM partition_counts WHERE partition >= ? GROUP BY container, level`,
  )
    .raw()
    .all(view.partitions[0]?.firstId ?? 0);
  for (const each of counted) add(...each);
  for (const [container, level, entries] of passedOf(db, view)) add(container, level, -entries);
  // Of the first block, the ring buffer may have passed a part.
  const [first, ...others] = readBlocks(db, view.firstId, view.lastId);
  for (const { minTime, maxTime } of first ? [spanOf(db, view, first), ...others] : []) {
    oldest = Math.min(oldest, minTime);
    newest = Math.max(newest, maxTime);
  }

  const isEmpty = view.lastId < view.firstId;
  return {
    total: view.lastId - view.firstId + 1,
    oldest: isEmpty ? null : oldest,
    newest: isEmpty ? null : newest,
    byLevel,
    byContainer,
  };
}

/** The times of the entries of a block that are shown. */
function spanOf(db: Database, view: View, { block }: Block): Pick<Block, 'minTime' | 'maxTime'> {
  let minTime = Infinity;
  let maxTime = -Infinity;
  for (const { partition, from, to } of segmentsOf(db, view, { to: (block + 1) * BLOCK_SIZE - 1 })) {
    const span = statement<[number, number], [number, number]>(
      db,
      `SELECT min(time), max(time) FROM ${entriesTable(partition)} WHERE id BETWEEN ? AND ?`,
    )
      .raw()
      .get(from, to);
    minTime = Math.min(minTime, span?.[0] ?? Infinity);
    maxTime = Math.max(maxTime, span?.[1] ?? -Infinity);
  }
  return { minTime, maxTime };
}

type Counts = [container: number, level: number, entries: number][];

/** What the oldest partition still holds of entries that are no longer shown. */
function passedOf(db: Database, view: View): Counts {
  const [oldest] = view.partitions;
  if (!oldest || oldest.firstId === view.firstId) return [];
  const each = statement<[number, number], Counts[number]>(
    db,
    `SELECT container, level, count(*) FROM ${entriesTable(oldest)} WHERE id >= ? AND id < ? GROUP BY container, level`,
  ).raw();
  const firstWhole = Math.ceil(oldest.firstId / BLOCK_SIZE);
  const cut = blockOf(view.firstId);
  if (firstWhole >= cut) return each.all(oldest.firstId, view.firstId);
  const whole = statement<[number, number], Counts[number]>(
    db,
    'SELECT container, level, sum(entries) FROM block_counts WHERE block >= ? AND block < ? GROUP BY container, level',
  )
    .raw()
    .all(firstWhole, cut);
  return [...each.all(oldest.firstId, firstWhole * BLOCK_SIZE), ...whole, ...each.all(cut * BLOCK_SIZE, view.firstId)];
}

export interface ContainerSummary {
  name: string;
  project: string | null;
  service: string | null;
  entries: number;
  /** When the newest entry was written, ms; null when there is none. */
  lastLog: number | null;
}

/** All containers that are known, by name. */
export function readContainers(db: Database, view: View): ContainerSummary[] {
  const { byContainer } = readSummary(db, view);
  return statement<[], { id: number; name: string; project: string | null; service: string | null }>(
    db,
    'SELECT id, name, project, service FROM containers ORDER BY name',
  )
    .all()
    .map(({ id, ...container }) => ({
      ...container,
      entries: byContainer.get(container.name) ?? 0,
      lastLog: lastTime(db, view, id),
    }));
}

function lastTime(db: Database, view: View, container: number): number | null {
  for (const partition of view.partitions.toReversed()) {
    const search = searchTable(partition);
    const time = statement<[string, number], number>(
      db,
      `SELECT e.time FROM ${search} s CROSS JOIN ${entriesTable(partition)} e ON e.id = s.rowid
         WHERE ${search} MATCH ? AND s.rowid >= CAST(? AS INTEGER) ORDER BY s.rowid DESC LIMIT 1`,
    )
      .pluck()
      .get(`"${containerTerm(container)}"`, view.firstId);
    if (time !== undefined) return time;
  }
  return null;
}
