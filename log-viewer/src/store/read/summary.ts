import type { Database } from '@monlight/shared/sqlite';
import { BLOCK_SIZE } from '../blocks.ts';
import { containerTerm, entriesTable, searchTable } from '../partition.ts';
import { containerNames } from './rows.ts';
import { readBlocks, segmentsOf, type View } from './segments.ts';

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
  const firstWhole = Math.ceil(view.firstId / BLOCK_SIZE);
  let oldest = Infinity;
  let newest = -Infinity;

  function add(container: number, level: number, entries: number): void {
    const name = names.get(container) ?? '';
    byLevel.set(level, (byLevel.get(level) ?? 0) + entries);
    byContainer.set(name, (byContainer.get(name) ?? 0) + entries);
  }

  // The ring buffer may have passed a part of the first block.
  for (const { partition, from, to } of segmentsOf(db, view, { to: firstWhole * BLOCK_SIZE - 1 })) {
    const found = db
      .prepare<[number, number], [number, number, number, number, number]>(
        `SELECT container, level, count(*), min(time), max(time) FROM ${entriesTable(partition)}
         WHERE id BETWEEN ? AND ? GROUP BY container, level`,
      )
      .raw()
      .all(from, to);
    for (const [container, level, entries, min, max] of found) {
      add(container, level, entries);
      oldest = Math.min(oldest, min);
      newest = Math.max(newest, max);
    }
  }
  const whole = db
    .prepare<[number], [number, number, number]>(
      'SELECT container, level, sum(entries) FROM block_counts WHERE block >= ? GROUP BY container, level',
    )
    .raw()
    .all(firstWhole);
  for (const each of whole) if (each[2] > 0) add(...each);
  for (const { minTime, maxTime } of readBlocks(db, firstWhole * BLOCK_SIZE, view.lastId)) {
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
  return db
    .prepare<[], { id: number; name: string; project: string | null; service: string | null }>(
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
    const time = db
      .prepare<[string, number], number>(
        `SELECT e.time FROM ${search} s CROSS JOIN ${entriesTable(partition)} e ON e.id = s.rowid
         WHERE ${search} MATCH ? AND s.rowid >= CAST(? AS INTEGER) ORDER BY s.rowid DESC LIMIT 1`,
      )
      .pluck()
      .get(`"${containerTerm(container)}"`, view.firstId);
    if (time !== undefined) return time;
  }
  return null;
}
