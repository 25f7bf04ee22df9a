import type { Clock } from '@monlight/shared/time';
import type { LogLine } from './docker-line.ts';
import { describeGap } from './follow/gap.ts';
import { openQueue } from './follow/queue.ts';
import { take } from './follow/reading.ts';

/** Where following goes on: a file and the byte after the last line that was handed out. */
export interface Cursor {
  device: number;
  inode: number;
  /** Stands for the file's first line; '' while it has no whole one. */
  head: string;
  offset: number;
  /** The file's last known size in bytes, to tell how much a lost file held. */
  size: number;
}

/** What one read found. */
export interface Chunk {
  /** May be none: the cursor has moved all the same. */
  lines: LogLine[];
  /** Behind these lines. */
  cursor: Cursor;
  bytes: number;
  /** More can be read at once. */
  hasMore: boolean;
  /** What could not be recovered, in words; it comes before `lines`. */
  gap?: string;
}

/** One container's log, each line exactly once and in order, whatever happens to its files. */
export interface Follower {
  /**
   * The next whole lines, or null when there is nothing new. A line that is longer than `maxBytes` comes all the same.
   * Rejects with the system's error when a file cannot be read; the next read tries again. One read at a time.
   */
  read(maxBytes: number): Promise<Chunk | null>;
  close(): Promise<void>;
}

export interface FollowerOptions {
  /** The live file, whether it is there or not. */
  path: string;
  /** Null where nothing of the log was ever read. */
  cursor: Cursor | null;
  /**
   * How much of the end of the live file is read where there is no cursor. Infinity: everything, the rotated files too.
   * A file that is not there at the first look is read from its beginning.
   */
  tailBytes: number;
  now: Clock;
}

/** Follows a log through rotation, compression, truncation and restarts. */
export function createFollower({ path, cursor, tailBytes, now }: FollowerOptions): Follower {
  const queue = openQueue(path);
  /** The first chunk of a log comes even if it is empty: its cursor says where to go on after a restart. */
  let isPlaceTold = cursor !== null;
  let isMissed = false;
  let reading: Promise<Chunk | null> | null = null;

  async function begin(): Promise<void> {
    if (cursor) return await queue.resume(cursor);
    if (tailBytes === Infinity || isMissed) return await queue.start();
    const outcome = await queue.startAtTail(tailBytes);
    isMissed = outcome === 'absent';
    // Without a line there is nothing to tell the place by among the rotated files; it is found anew.
    isPlaceTold = outcome === 'unplaced';
  }

  async function next(maxBytes: number): Promise<Chunk | null> {
    if (queue.current()) await queue.extend();
    else await begin();
    for (let current = queue.current(); current; current = queue.current()) {
      const taken = await take(current, { maxBytes, isFinal: queue.hasNext(), fallbackTime: now() });
      if (taken === 'truncated') {
        if (await queue.recover()) continue;
        return null;
      }
      if (taken) current.offset = taken.offset;
      const { lines = [], bytes = 0, isAtEnd = true } = taken ?? {};
      // A gap alone waits for a line: without one, there is no telling where it was told.
      if (lines.length > 0 || !isAtEnd || (current.gap && current.head) || !isPlaceTold) {
        return toChunk(lines, bytes, !isAtEnd || queue.hasNext());
      }
      if (!queue.advance()) return null;
    }
    return null;
  }

  function toChunk(lines: LogLine[], bytes: number, hasMore: boolean): Chunk | null {
    const current = queue.current();
    if (!current) return null;
    const { file, head, offset, size, gap } = current;
    const { device, inode } = file;
    current.gap = null;
    isPlaceTold = true;
    return {
      lines,
      cursor: { device, inode, head: head?.key ?? '', offset, size },
      bytes,
      hasMore,
      ...(gap && { gap: describeGap(gap) }),
    };
  }

  return {
    async read(maxBytes) {
      if (reading) throw new Error('A follower reads one chunk at a time');
      reading = next(maxBytes);
      try {
        return await reading;
      } finally {
        reading = null;
      }
    },
    async close() {
      // What is being unpacked reads from a descriptor.
      await reading?.catch(() => null);
      queue.close();
    },
  };
}
