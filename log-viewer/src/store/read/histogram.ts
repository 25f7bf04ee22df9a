import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@monlight/shared/time';
import { LEVELS } from '../../level.ts';
import { BLOCK_SIZE, blockOf } from '../blocks.ts';
import { entriesTable } from '../partition.ts';
import { blockCondition } from './count.ts';
import { select, toCondition, withLevel, type Condition, type Filter } from './filter.ts';
import { candidatesOf, matchesOf } from './matches.ts';
import { readBlocks, segmentsOf, type Block, type Segment, type View } from './segments.ts';

export const MAX_BUCKETS = 120;

/** Up to so many matches in one partition, it costs less to read their rows than to ask the index for each level. */
const FEW = 5000;

/** Widths that people read times by, ms. */
const INTERVALS = [
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY_MS),
];

export interface Histogram {
  since: number;
  until: number;
  intervalMs: number;
  /** Ascending, without a hole; counts in the order of `LEVELS`. */
  buckets: { start: number; counts: number[] }[];
}

/** How many entries of each level fall into each bucket of time; null when nothing is stored and no range is given. */
export function readHistogram(db: Database, view: View, filter: Filter): Histogram | null {
  const blocks = readBlocks(db, view.firstId, view.lastId);
  const since = filter.since ?? minOf(blocks);
  const until = filter.until ?? maxOf(blocks);
  if (since === null || until === null || since > until) return null;

  const intervalMs = intervalFor(since, until);
  const first = Math.floor(since / intervalMs);
  const length = Math.floor(until / intervalMs) - first + 1;
  const counts = Array.from({ length }, () => LEVELS.map(() => 0));
  const result = {
    since,
    until,
    intervalMs,
    buckets: counts.map((each, index) => ({ start: (first + index) * intervalMs, counts: each })),
  };

  const condition = toCondition(db, { ...filter, since, until });
  if (!condition) return result;
  const add: Add = (bucket, level, entries) => {
    const ofBucket = counts[bucket - first];
    if (ofBucket) ofBucket[level] = (ofBucket[level] ?? 0) + entries;
  };
  if (condition.search) countMatches(db, view, condition, intervalMs, blocks, add);
  else countRuns(db, view, condition, intervalMs, blocks, add);
  return result;
}

type Add = (bucket: number, level: number, entries: number) => void;

function minOf(blocks: readonly Block[]): number | null {
  return blocks.length === 0 ? null : Math.min(...blocks.map(({ minTime }) => minTime));
}

function maxOf(blocks: readonly Block[]): number | null {
  return blocks.length === 0 ? null : Math.max(...blocks.map(({ maxTime }) => maxTime));
}

/** The smallest of the usual widths with which the span takes no more than `MAX_BUCKETS`. */
function intervalFor(since: number, until: number): number {
  const fits = (interval: number) => Math.floor(until / interval) - Math.floor(since / interval) < MAX_BUCKETS;
  return INTERVALS.find(fits) ?? Math.ceil((until - since) / (MAX_BUCKETS - 1) / DAY_MS) * DAY_MS;
}

/** Looks at every match between two ids. */
function countEach(
  db: Database,
  view: View,
  condition: Condition,
  intervalMs: number,
  add: Add,
  ids: { from?: number; to?: number },
): void {
  for (const segment of segmentsOf(db, view, { ...condition, ...ids })) group(db, segment, condition, intervalMs, add);
}

function group(db: Database, segment: Segment, condition: Condition, intervalMs: number, add: Add): void {
  if (condition.matches) {
    const row = rowOf(db, segment);
    for (const match of matchesOf(db, segment, condition)) addRow(row.get(match), intervalMs, add);
    return;
  }
  const { from, parameters } = select(segment, condition, { needsRow: true });
  const found = statement<unknown[], [number, number, number]>(
    db,
    `SELECT CAST(floor(e.time / ?) AS INTEGER) AS bucket, e.level, count(*) ${from} GROUP BY bucket, e.level`,
  )
    .raw()
    .all(intervalMs, ...parameters);
  for (const each of found) add(...each);
}

/** Takes the matches' ids from the index alone; a block that lies within one bucket tells theirs. */
function countMatches(
  db: Database,
  view: View,
  condition: Condition,
  intervalMs: number,
  blocks: readonly Block[],
  add: Add,
): void {
  const bucketOf = new Map(blocks.map((block) => [block.block, bucketOfBlock(block, intervalMs)]));
  for (const segment of segmentsOf(db, view, condition)) {
    if (segment.mustCheck || condition.matches) {
      group(db, segment, condition, intervalMs, add);
      continue;
    }
    const row = rowOf(db, segment);
    const matches = firstIds(db, segment, condition, FEW + 1);
    if (matches.length <= FEW) {
      for (const match of matches) addRow(row.get(match), intervalMs, add);
      continue;
    }
    for (const level of condition.levels ?? LEVELS.keys()) {
      for (const chunk of candidatesOf(db, segment, withLevel(condition, level))) {
        for (const match of chunk) {
          add(bucketOf.get(blockOf(match)) ?? Math.floor((row.get(match)?.[0] ?? 0) / intervalMs), level, 1);
        }
      }
    }
  }
}

type TimeAndLevel = [time: number, level: number];

function rowOf(db: Database, { partition }: Segment) {
  return statement<[number], TimeAndLevel>(db, `SELECT time, level FROM ${entriesTable(partition)} WHERE id = ?`).raw();
}

function addRow(row: TimeAndLevel | undefined, intervalMs: number, add: Add): void {
  if (row) add(Math.floor(row[0] / intervalMs), row[1], 1);
}

function firstIds(db: Database, segment: Segment, condition: Condition, limit: number): number[] {
  const { from, id, parameters } = select(segment, condition, { needsRow: false });
  return statement<unknown[], number>(db, `SELECT ${id} ${from} LIMIT ?`)
    .pluck()
    .all(...parameters, limit);
}

/** The bucket that holds all of a block; null when it must be looked into. */
function bucketOfBlock({ minTime, maxTime }: Block, intervalMs: number): number | null {
  const bucket = Math.floor(minTime / intervalMs);
  return bucket === Math.floor(maxTime / intervalMs) ? bucket : null;
}

/** Takes blocks that lie within one bucket as a whole, and looks only into the others. */
function countRuns(
  db: Database,
  view: View,
  condition: Condition,
  intervalMs: number,
  blocks: readonly Block[],
  add: Add,
): void {
  for (const run of runsOf(view, condition, intervalMs, blocks)) {
    if (run.bucket === null) countEach(db, view, condition, intervalMs, add, run);
    else addBlocks(db, condition, run.bucket, add, run);
  }
}

interface Run {
  from: number;
  to: number;
  /** The bucket that holds all of it; null when it must be looked into. */
  bucket: number | null;
}

function runsOf(view: View, { since, until }: Condition, intervalMs: number, blocks: readonly Block[]): Run[] {
  const runs: Run[] = [];
  for (const { block, minTime, maxTime } of blocks) {
    if (maxTime < since || minTime > until) continue;
    const from = block * BLOCK_SIZE;
    const to = from + BLOCK_SIZE - 1;
    const isWhole = minTime >= since && maxTime <= until && from >= view.firstId;
    const ofBlock = isWhole ? bucketOfBlock({ block, minTime, maxTime }, intervalMs) : null;
    const previous = runs.at(-1);
    if (previous && previous.bucket === ofBlock && previous.to === from - 1) previous.to = to;
    else runs.push({ from, to, bucket: ofBlock });
  }
  return runs;
}

function addBlocks(db: Database, condition: Condition, bucket: number, add: Add, { from, to }: Run): void {
  const { where, parameters } = blockCondition(condition.containers, condition.levels);
  const found = statement<unknown[], [number, number]>(
    db,
    `SELECT level, sum(entries) FROM block_counts WHERE block BETWEEN ? AND ? ${where} GROUP BY level`,
  )
    .raw()
    .all(from / BLOCK_SIZE, (to + 1) / BLOCK_SIZE - 1, ...parameters);
  for (const [level, entries] of found) add(bucket, level, entries);
}
