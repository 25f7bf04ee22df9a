import { hash } from 'node:crypto';
import { decodeLine } from '../docker-line.ts';
import { READ_BYTES, type LogFile } from './log-file.ts';
import { findFirstByte } from './nuls.ts';

/** A log's first line, by which it is known again under another name, compressed or copied. */
export interface Head {
  /** The time of the line, 0 without one, and a hash of it: `1769182200000-3q2-7wAAAAAA`. */
  readonly key: string;
  /** Where the line begins: what lies before are NUL bytes, left by a truncation under a writer that went on. */
  readonly start: number;
  /** The end of the line, which has its time to the nanosecond, */
  readonly mark: Buffer;
  /** and where it is in the file. */
  readonly markAt: number;
}

const NEWLINE = 0x0a;
const NUL = 0;
/** Holds the time and what is around it. */
const MARK_BYTES = 256;

/** Null while the file has no whole line. Of a line that is longer than one read, its beginning stands for it. */
export async function readHead(file: LogFile): Promise<Head | null> {
  const start = await findFirstByte(file);
  const got = file.read(start, READ_BYTES);
  const bytes = got instanceof Promise ? await got : got;
  const newline = bytes.indexOf(NEWLINE);
  const nul = bytes.indexOf(NUL);
  const end = newline < 0 || (nul >= 0 && nul < newline) ? nul : newline;
  if (end < 0 && bytes.length < READ_BYTES) return null;
  const length = end < 0 ? bytes.length : end + 1;
  const line = bytes.subarray(0, length);
  const { time } = decodeLine(bytes.toString('utf8', 0, end < 0 ? length : end), 0);
  const markFrom = Math.max(0, length - MARK_BYTES);
  return {
    key: `${time}-${hash('sha1', line, 'base64url').slice(0, 16)}`,
    start,
    mark: Buffer.from(line.subarray(markFrom)),
    markAt: start + markFrom,
  };
}

/** The time of the first line, in milliseconds; 0 where it is not known. */
export function headTime(key: string): number {
  return Number(key.slice(0, key.indexOf('-')));
}

/** Whether a plain file still begins as it did. */
export function hasHead(file: LogFile, { mark, markAt }: Head): boolean {
  const bytes = file.read(markAt, mark.length);
  return !(bytes instanceof Promise) && bytes.equals(mark);
}

/** Where the first line begins within the last `tailBytes` of a file of `size` bytes. */
export async function findTailStart(file: LogFile, size: number, tailBytes: number): Promise<number> {
  // One byte earlier: a line may begin exactly there.
  let at = size - tailBytes - 1;
  if (at < 0) return 0;
  while (at < size) {
    const got = file.read(at, READ_BYTES);
    const bytes = got instanceof Promise ? await got : got;
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) return at + newline + 1;
    if (bytes.length === 0) break;
    at += bytes.length;
  }
  return size;
}
