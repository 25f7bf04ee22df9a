import type { Database } from '@monlight/shared/sqlite';
import { blockOf } from './blocks.ts';

/** What is counted of an entry. */
export interface Counted {
  id: number;
  time: number;
  container: number;
  level: number;
}

/** The summaries of blocks and partitions: spans of time, and entries by container and level. Called in a transaction. */
export function createCountStore(db: Database) {
  const widen = db.prepare<[number, number, number]>(
    `INSERT INTO blocks (block, min_time, max_time) VALUES (?, ?, ?)
     ON CONFLICT (block) DO UPDATE SET
       min_time = min(min_time, excluded.min_time), max_time = max(max_time, excluded.max_time)`,
  );
  const addToBlock = db.prepare<[number, number, number, number]>(
    `INSERT INTO block_counts (block, container, level, entries) VALUES (?, ?, ?, ?)
     ON CONFLICT (block, container, level) DO UPDATE SET entries = entries + excluded.entries`,
  );
  const addToPartition = db.prepare<[number, number, number, number]>(
    `INSERT INTO partition_counts (partition, container, level, entries) VALUES (?, ?, ?, ?)
     ON CONFLICT (partition, container, level) DO UPDATE SET entries = entries + excluded.entries`,
  );
  const forgetBlocks = db.prepare<[number]>('DELETE FROM blocks WHERE block < ?');
  const forgetCounts = db.prepare<[number]>('DELETE FROM block_counts WHERE block < ?');

  return {
    /** Counts new entries of one partition. */
    count: (partition: number, entries: readonly Counted[]): void => {
      const spans = new Map<number, { min: number; max: number }>();
      const ofBlocks = new Map<number, Map<number, number>>();
      const ofPartition = new Map<number, number>();
      for (const { id, time, container, level } of entries) {
        const block = blockOf(id);
        const key = toKey(container, level);
        const span = spans.get(block);
        if (!span) spans.set(block, { min: time, max: time });
        else if (time < span.min) span.min = time;
        else if (time > span.max) span.max = time;
        let ofBlock = ofBlocks.get(block);
        if (!ofBlock) ofBlocks.set(block, (ofBlock = new Map()));
        ofBlock.set(key, (ofBlock.get(key) ?? 0) + 1);
        ofPartition.set(key, (ofPartition.get(key) ?? 0) + 1);
      }
      for (const [block, { min, max }] of spans) widen.run(block, min, max);
      for (const [block, ofBlock] of ofBlocks) {
        for (const [key, found] of ofBlock) addToBlock.run(block, containerOf(key), levelOf(key), found);
      }
      for (const [key, found] of ofPartition) addToPartition.run(partition, containerOf(key), levelOf(key), found);
    },
    /** An entry that was counted under `from` has another level now. */
    move: (partition: number, { id, container, level }: Counted, from: number): void => {
      addToBlock.run(blockOf(id), container, from, -1);
      addToBlock.run(blockOf(id), container, level, 1);
      addToPartition.run(partition, container, from, -1);
      addToPartition.run(partition, container, level, 1);
    },
    /** Forgets the blocks of which nothing is left when `firstId` is the oldest entry. */
    forgetBefore: (firstId: number): void => {
      forgetBlocks.run(blockOf(firstId));
      forgetCounts.run(blockOf(firstId));
    },
  };
}

// Container and level as one number: there are five levels.
const toKey = (container: number, level: number): number => container * 8 + level;
const containerOf = (key: number): number => Math.floor(key / 8);
const levelOf = (key: number): number => key % 8;
