import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { BLOCK_SIZE, blockOf } from '../blocks.ts';
import { entriesTable, listPartitions, type Partition } from '../partition.ts';
import type { CountCache, Found } from './count-cache.ts';

/** A partition, bounded by the entries that are shown. */
interface ShownPartition extends Partition {
  /** Nothing new comes into it, so what was counted in it can be kept. */
  isClosed: boolean;
}

/** What can be seen at one moment. */
export interface View {
  /** Oldest first. */
  partitions: readonly ShownPartition[];
  firstId: number;
  lastId: number;
  counts: CountCache;
}

/** A run of ids in one partition. */
export interface Segment {
  partition: ShownPartition;
  from: number;
  to: number;
  /** Whether some of it may lie outside of the time asked for. */
  mustCheck: boolean;
  /** What is known to fulfil the condition in question. */
  found?: Found | null;
}

/** The span of time of a block's entries, ms. */
export interface Block {
  block: number;
  minTime: number;
  maxTime: number;
}

/** Reads what there is; everything that is answered from one view belongs in one transaction. */
export function readView(db: Database, maxEntries: number, counts: CountCache): View {
  const partitions = listPartitions(db);
  const newest = partitions.at(-1);
  const oldest = partitions[0];
  if (!newest || !oldest) return { partitions: [], firstId: 1, lastId: 0, counts };
  const last = statement<[], number | null>(db, `SELECT max(id) FROM ${entriesTable(newest)}`)
    .pluck()
    .get();
  const lastId = last ?? newest.firstId - 1;
  const firstId = Math.max(oldest.firstId, lastId - maxEntries + 1);
  return {
    firstId,
    lastId,
    counts,
    partitions: partitions
      .filter((partition) => partition.lastId >= firstId)
      .map((partition) => ({
        ...partition,
        lastId: Math.min(partition.lastId, lastId),
        isClosed: partition !== newest,
      })),
  };
}

/** The blocks that hold the ids given, ascending. */
export function readBlocks(db: Database, from: number, to: number): Block[] {
  return statement<[number, number], Block>(
    db,
    `SELECT block, min_time AS minTime, max_time AS maxTime FROM blocks
       WHERE block BETWEEN ? AND ? ORDER BY block`,
  ).all(blockOf(from), blockOf(to));
}

/** More segments than this are rather looked through entry by entry. */
const MAX_SEGMENTS = 200;

/**
 * Where the entries between two ids and two times can be, oldest first. Arrival is nearly the order of time, so
 * nearly all blocks lie wholly inside or outside; only the others must be looked at entry by entry.
 */
export function segmentsOf(
  db: Database,
  view: View,
  { from = view.firstId, to = view.lastId, since = -Infinity, until = Infinity },
): Segment[] {
  const first = Math.max(from, view.firstId);
  const last = Math.min(to, view.lastId);
  if (first > last) return [];
  if (since === -Infinity && until === Infinity) return split(view, [{ from: first, to: last, mustCheck: false }]);

  const runs: Run[] = [];
  for (const { block, minTime, maxTime } of readBlocks(db, first, last)) {
    if (maxTime < since || minTime > until) continue;
    const mustCheck = minTime < since || maxTime > until;
    const start = Math.max(first, block * BLOCK_SIZE);
    const end = Math.min(last, block * BLOCK_SIZE + BLOCK_SIZE - 1);
    const previous = runs.at(-1);
    if (previous && previous.mustCheck === mustCheck && previous.to === start - 1) previous.to = end;
    else runs.push({ from: start, to: end, mustCheck });
  }
  const [oldest, newest] = [runs[0], runs.at(-1)];
  if (runs.length <= MAX_SEGMENTS || !oldest || !newest) return split(view, runs);
  return split(view, [{ from: oldest.from, to: newest.to, mustCheck: true }]);
}

type Run = Omit<Segment, 'partition'>;

/** Cuts runs of ids where partitions end. */
function split(view: View, runs: readonly Run[]): Segment[] {
  return runs.flatMap((run) =>
    view.partitions
      .filter(({ firstId, lastId }) => firstId <= run.to && lastId >= run.from)
      .map((partition) => ({
        partition,
        from: Math.max(run.from, partition.firstId),
        to: Math.min(run.to, partition.lastId),
        mustCheck: run.mustCheck,
      })),
  );
}
