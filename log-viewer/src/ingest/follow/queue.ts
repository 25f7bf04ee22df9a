import { statSync } from 'node:fs';
import { closeAll, withChain } from './chain.ts';
import { joinGaps, type Gap } from './gap.ts';
import { findTailStart, headTime, readHead } from './head.ts';
import { begunAfter, findByHead, findOpen, findStored, isSameFile } from './locate.ts';
import type { LogFile } from './log-file.ts';
import { beginReading, type Reading } from './reading.ts';

/** Where a stored place is: see `Cursor`. */
export interface Place {
  device: number;
  inode: number;
  head: string;
  offset: number;
  size: number;
}

/** Deleted files that are held open until they are read; more would fill the disk that rotation keeps free. */
const MAX_DELETED_BYTES = 256 * 1024 * 1024;
/** Docker creates the next file in the moment in which it deletes the last one. */
const SAME_ROTATION_MS = 50;
/** How coarse the file system's clock may be. */
const STAMP_MS = 8;

/** The files of one log that are still to be read, oldest first and held open, so that no rotation takes them away. */
export function openQueue(path: string) {
  let current: Reading | null = null;
  let waiting: Reading[] = [];
  /** The head of the last file that was left, or was to be resumed; '' where none was. */
  let leftKey = '';

  function adopt(readings: Reading[]): void {
    [current = null, ...waiting] = readings;
  }

  /** Everything there is. */
  async function start(gapOf: (files: readonly LogFile[]) => Gap | null = () => null): Promise<void> {
    await withChain(path, async ({ files }) => {
      const readings = await beginAll(files);
      if (readings[0]) readings[0].gap = gapOf(files);
      adopt(readings);
      return files;
    });
  }

  /**
   * About the last `bytes` of the live file, from the beginning of a line. `absent` where there is no file at all;
   * `unplaced` where it has no line yet to be known again by, but rotated files that are not to be read.
   */
  async function startAtTail(bytes: number): Promise<'started' | 'unplaced' | 'absent' | 'unknown'> {
    let outcome: 'started' | 'unplaced' | 'absent' | 'unknown' = 'unknown';
    await withChain(path, async ({ files, hasLive }) => {
      const [live, before] = files.toReversed();
      if (!live) outcome = 'absent';
      if (!live || !hasLive) return [];
      const reading = await beginReading(live);
      reading.offset = await findTailStart(live, reading.size, bytes);
      leftKey = (before && (await readHead(before))?.key) ?? '';
      adopt([reading]);
      outcome = before && !reading.head ? 'unplaced' : 'started';
      return [live];
    });
    return outcome;
  }

  /** Goes on where an earlier follower of this log stood, whatever happened since. */
  async function resume(place: Place): Promise<void> {
    // Nothing of this log was there, and nothing was read: whatever is there now is new.
    if (place.head === '' && place.offset === 0) {
      const { device: dev, inode: ino } = place;
      const gap = { bytes: 0, reason: 'the file that was there is gone, and may have been filled before' };
      return await start((files) => (files.some((file) => isSameFile(file, { dev, ino })) ? null : gap));
    }
    await withChain(path, async ({ files, hasLive }) => {
      const at = await findStored(files, { ...place, key: place.head });
      if (at < 0 && !hasLive) return [];
      const kept = at < 0 ? await newerThan(files, place.head) : files.slice(at);
      const readings = await beginAll(kept);
      const [first] = readings;
      const reason = 'the file that was being read was rotated away or truncated';
      if (first && at < 0) first.gap = { bytes: Math.max(0, place.size - place.offset), reason };
      else if (first) first.offset = place.offset;
      leftKey = place.head;
      adopt(readings);
      return kept;
    });
  }

  /** Takes in the files that rotations have put behind the ones that are known. */
  async function extend(): Promise<void> {
    const last = waiting.at(-1) ?? current;
    const live = statSync(path, { throwIfNoEntry: false });
    if (!last || !live || isSameFile(last.file, live)) return;
    await withChain(path, async ({ files, hasLive }) => {
      if (!hasLive) return [];
      const key = await newestKey();
      const at = await findOpen(files, last.file, key);
      const kept = at < 0 ? await newerThan(files, key) : files.slice(at + 1);
      const readings = await beginAll(kept);
      if (at < 0 && readings[0] && isLate(last.file, readings.at(-1))) {
        readings[0].gap = { bytes: 0, reason: 'the log was rotated more than once before it was looked at' };
      }
      waiting.push(...readings);
      dropDeleted();
      return kept;
    });
  }

  /** Of a file without a line, the one before it tells which lines are known; without any, all would be read again. */
  async function newestKey(): Promise<string> {
    for (const { head, file } of [...waiting.toReversed(), ...(current ? [current] : [])]) {
      const known = head ?? (await readHead(file));
      if (known) return known.key;
    }
    return leftKey;
  }

  /** After the current file was truncated: reads on in its copy, if there is one, and then from its beginning. */
  async function recover(): Promise<boolean> {
    const cut = current;
    if (!cut) return false;
    return await withChain(path, async ({ files }) => {
      const place = files.findIndex((file) => file.inode === cut.file.inode);
      const copies = files.slice(0, Math.max(0, place));
      const key = cut.head?.key ?? leftKey;
      const at = await findByHead(copies, key);
      // Its own copy is read on; of a file that had no line yet, what came after the one before it.
      const kept = at < 0 ? await begunAfter(copies, key) : copies.slice(cut.head ? at : at + 1);
      const readings = [...(await beginAll(kept)), await beginReading(cut.file)];
      const [first] = readings;
      const lost = cut.head && at < 0 ? cut.size - cut.offset : 0;
      if (first) first.gap = joinGaps(cut.gap, lost > 0 ? { bytes: lost, reason: 'the file was truncated' } : null);
      if (first && cut.head && at >= 0) first.offset = cut.offset;
      leftKey = key;
      adopt([...readings, ...waiting]);
      return kept;
    });
  }

  /** Until something is in the new file, something may still be written to the old one. */
  function hasNext(): boolean {
    return waiting.some(({ file, head, quietSince }) => {
      const { size, mtimeMs } = file.stat();
      return head !== null || size > 0 || mtimeMs !== quietSince;
    });
  }

  function dropDeleted(): void {
    const deleted = () => waiting.reduce((sum, { file }) => sum + deletedBytes(file), 0);
    while (waiting.length > 1 && deleted() > MAX_DELETED_BYTES) {
      const [dropped, next] = waiting;
      if (!dropped || !next) return;
      waiting.shift();
      dropped.file.close();
      const gap = { bytes: dropped.size, reason: 'the log was rotated faster than it could be read' };
      next.gap = joinGaps(joinGaps(dropped.gap, gap), next.gap);
    }
  }

  return {
    start,
    startAtTail,
    resume,
    extend,
    recover,
    current: (): Reading | null => current,
    hasNext,
    /** Leaves the current file, which was read to its end. False when there is no other. */
    advance(): boolean {
      const next = hasNext() ? waiting.shift() : undefined;
      if (!next) return false;
      if (current?.file.isDamaged()) {
        next.gap = joinGaps({ bytes: 0, reason: 'a compressed file is damaged' }, next.gap);
      }
      next.gap = joinGaps(current?.gap ?? null, next.gap);
      current?.file.close();
      leftKey = current?.head?.key ?? leftKey;
      current = next;
      return true;
    },
    close(): void {
      closeAll([...(current ? [current] : []), ...waiting].map(({ file }) => file));
      adopt([]);
    },
  };
}

async function beginAll(files: readonly LogFile[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const file of files) readings.push(await beginReading(file));
  return readings;
}

/** What was begun after the file with this head, and the live file in any case: clocks have been set back before. */
async function newerThan(files: readonly LogFile[], key: string): Promise<LogFile[]> {
  return [...(await begunAfter(files.slice(0, -1), key)), ...files.slice(-1)];
}

/**
 * Whether the live file was begun later than `deleted` was deleted: one rotation does both, so another one came after
 * it, and with it a file that nobody has seen. The line that caused the rotation is stamped before it, so a first line
 * that is younger tells the same where two rotations follow closely.
 */
function isLate(deleted: LogFile, live: Reading | undefined): boolean {
  const { nlink, ctimeMs } = deleted.stat();
  if (nlink > 0 || !live) return false;
  const begunAt = headTime(live.head?.key ?? '');
  return live.file.stat().birthtimeMs - ctimeMs > SAME_ROTATION_MS || begunAt - ctimeMs > STAMP_MS;
}

function deletedBytes(file: LogFile): number {
  const { nlink, size } = file.stat();
  return nlink === 0 ? size : 0;
}
