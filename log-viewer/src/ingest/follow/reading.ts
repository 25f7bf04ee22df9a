import type { Gap } from './gap.ts';
import { hasHead, readHead, type Head } from './head.ts';
import type { LogFile } from './log-file.ts';
import { takeLines, type Taken } from './take-lines.ts';

/** A file that is being read or waits for its turn. */
export interface Reading {
  readonly file: LogFile;
  /** The byte after the last line that was taken. */
  offset: number;
  /** Null until there is a whole line. */
  head: Head | null;
  /** In bytes, as last seen; of a compressed file, how far it was read. */
  size: number;
  /** What is missing before what is taken next. */
  gap: Gap | null;
  /** When the file was last found to hold nothing new, by its own clock. */
  quietSince: number;
}

/** Begins to read a file; its head is read at once, to notice when the file is truncated before its turn. */
export async function beginReading(file: LogFile): Promise<Reading> {
  const { size, mtimeMs } = file.stat();
  const head = await readHead(file);
  return { file, offset: 0, head, size: file.isCompressed ? 0 : size, gap: null, quietSince: head ? -1 : mtimeMs };
}

export interface TakeOptions {
  maxBytes: number;
  isFinal: boolean;
  fallbackTime: number;
}

/** The next lines, null where there is nothing new, or `truncated` when what was not taken yet may be gone. */
export async function take(reading: Reading, options: TakeOptions): Promise<Taken | null | 'truncated'> {
  const { file } = reading;
  if (file.isCompressed) {
    const taken = await takeFrom(reading, options);
    if (taken) reading.size = taken.offset;
    return taken;
  }
  const { size, mtimeMs } = file.stat();
  const isChanged = size !== reading.size || mtimeMs !== reading.quietSince;
  if (!isChanged && !options.isFinal) return null;
  // Between two looks at a file without a line it may have been filled, copied and truncated.
  if (isChanged && !reading.head && reading.quietSince >= 0) return 'truncated';
  if (size < reading.offset) {
    if (isTruncated(reading)) return 'truncated';
    // A machine that went down may have lost the end of the file: all that is left was taken.
    reading.offset = size;
  }
  const taken = await takeFrom(reading, options);
  // Looked at after the bytes were read: what a truncation put in their place must not pass for them.
  if (isTruncated(reading)) return 'truncated';
  reading.size = size;
  reading.quietSince = taken === null || taken.isAtEnd ? mtimeMs : -1;
  return taken;
}

async function takeFrom(reading: Reading, options: TakeOptions): Promise<Taken | null> {
  reading.head ??= await readHead(reading.file);
  if (!reading.head && !options.isFinal) return null;
  const offset = Math.max(reading.offset, reading.head?.start ?? 0);
  return await takeLines(reading.file, { ...options, offset });
}

function isTruncated({ file, head }: Reading): boolean {
  return head !== null && !hasHead(file, head);
}
