import type { Database } from '@monlight/shared/sqlite';

/** Ids in one block: few enough to look through one by one, many enough that a million entries are some thousand blocks. */
export const BLOCK_SIZE = 256;

export const blockOf = (id: number): number => Math.floor(id / BLOCK_SIZE);

/** What a block gains or loses. */
export interface Counted {
  id: number;
  time: number;
  container: number;
  level: number;
}

/** The summary of each block: its span of time, and its entries by container and level. */
export function createBlockStore(db: Database) {
  const widen = db.prepare<[number, number, number]>(
    `INSERT INTO blocks (block, min_time, max_time) VALUES (?, ?, ?)
     ON CONFLICT (block) DO UPDATE SET
       min_time = min(min_time, excluded.min_time), max_time = max(max_time, excluded.max_time)`,
  );
  const add = db.prepare<[number, number, number, number]>(
    `INSERT INTO block_counts (block, container, level, entries) VALUES (?, ?, ?, ?)
     ON CONFLICT (block, container, level) DO UPDATE SET entries = entries + excluded.entries`,
  );
  const forgetBlocks = db.prepare<[number]>('DELETE FROM blocks WHERE block < ?');
  const forgetCounts = db.prepare<[number]>('DELETE FROM block_counts WHERE block < ?');

  return {
    /** Counts new entries, in the caller's transaction. */
    count: (entries: readonly Counted[]): void => {
      const spans = new Map<number, { min: number; max: number }>();
      const counts = new Map<number, Map<number, number>>();
      for (const { id, time, container, level } of entries) {
        const block = blockOf(id);
        const span = spans.get(block);
        if (!span) spans.set(block, { min: time, max: time });
        else if (time < span.min) span.min = time;
        else if (time > span.max) span.max = time;
        let ofBlock = counts.get(block);
        if (!ofBlock) counts.set(block, (ofBlock = new Map()));
        const key = container * 8 + level;
        ofBlock.set(key, (ofBlock.get(key) ?? 0) + 1);
      }
      for (const [block, { min, max }] of spans) widen.run(block, min, max);
      for (const [block, ofBlock] of counts) {
        for (const [key, found] of ofBlock) add.run(block, Math.floor(key / 8), key % 8, found);
      }
    },
    /** An entry that was counted under `from` has another level now. */
    move: ({ id, container, level }: Counted, from: number): void => {
      add.run(blockOf(id), container, from, -1);
      add.run(blockOf(id), container, level, 1);
    },
    /** Forgets the blocks of which nothing is left when `firstId` is the oldest entry. */
    forgetBefore: (firstId: number): void => {
      forgetBlocks.run(blockOf(firstId));
      forgetCounts.run(blockOf(firstId));
    },
  };
}

export type BlockStore = ReturnType<typeof createBlockStore>;
