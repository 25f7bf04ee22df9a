import { isAscii } from 'node:buffer';
import { decodeLine, type LogLine } from '../docker-line.ts';
import { READ_BYTES, type LogFile } from './log-file.ts';
import { countNuls } from './nuls.ts';

/** The longest line that is handed out whole, in bytes; what goes beyond is left out. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const CUT_MARK = '… [cut after 4 MiB]';
/** How many bytes may be passed without a line before others get a turn. */
const SLICE_BYTES = 32 * 1024 * 1024;
/** What is decoded at once; one line of it that is kept keeps all of it in memory. */
const BLOCK_BYTES = 4096;
const NEWLINE = 0x0a;
const NUL = 0;

/** What lies between two offsets of a log. */
export interface Taken {
  lines: LogLine[];
  /** The byte after the last of them. */
  offset: number;
  bytes: number;
  /** Nothing of the file was seen beyond: what is left, if anything, is a line without its end. */
  isAtEnd: boolean;
}

export interface TakeOptions {
  offset: number;
  /** Longer lines are taken all the same. */
  maxBytes: number;
  /** Nothing will be written any more: a last line without its end is a line. */
  isFinal: boolean;
  fallbackTime: number;
}

/** Reads whole lines of `file`. NUL bytes, which no line contains, end one as a newline does and are passed over. */
export async function takeLines(file: LogFile, options: TakeOptions): Promise<Taken> {
  const { maxBytes, isFinal, fallbackTime } = options;
  let { offset } = options;
  let length = Math.max(1, Math.min(maxBytes, READ_BYTES));
  let bytesRead = 0;
  const none = (isAtEnd: boolean): Taken => ({ lines: [], offset, bytes: bytesRead, isAtEnd });

  while (bytesRead < SLICE_BYTES) {
    const got = file.read(offset, length);
    const bytes = got instanceof Promise ? await got : got;
    const isAtEnd = bytes.length < length;
    const end = isAtEnd && isFinal ? bytes.length : Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(NUL)) + 1;
    if (end > 0) {
      bytesRead += end;
      offset += end;
      const lines = split(bytes, end, fallbackTime);
      if (lines.length > 0) return { lines, offset, bytes: bytesRead, isAtEnd };
    }
    if (isAtEnd) return none(true);
    if (end > 0) continue;
    if (length < MAX_LINE_BYTES) length = Math.min(length * 4, MAX_LINE_BYTES);
    else return cut(file, bytes, options, offset);
  }
  return none(false);
}

function split(bytes: Buffer, end: number, fallbackTime: number): LogLine[] {
  const lines: LogLine[] = [];
  const textBetween = createDecoder(bytes.subarray(0, end));
  let nul = position(bytes, NUL, 0);
  let from = 0;
  while (from < end) {
    const to = Math.min(position(bytes, NEWLINE, from), nul, end);
    if (to > from) lines.push(decodeLine(textBetween(from, to), fallbackTime));
    from = to + 1;
    if (to === nul) {
      from = to + countNuls(bytes.subarray(to));
      nul = position(bytes, NUL, from);
    }
  }
  return lines;
}

/** The text between two offsets, asked for in ascending order: plain ASCII is decoded some twenty lines at a time. */
function createDecoder(bytes: Buffer): (from: number, to: number) => string {
  let ascii: string | null = null;
  let begin = 0;
  let until = 0;
  return (from, to) => {
    if (to > until) {
      begin = from;
      until = Math.max(to, Math.min(from + BLOCK_BYTES, bytes.length));
      ascii = isAscii(bytes.subarray(begin, until)) ? bytes.toString('latin1', begin, until) : null;
    }
    return ascii === null ? bytes.toString('utf8', from, to) : ascii.slice(from - begin, to - begin);
  };
}

function position(bytes: Buffer, value: number, from: number): number {
  const at = bytes.indexOf(value, from);
  return at < 0 ? bytes.length : at;
}

/** The beginning of a line that is too long, once its end is there. */
async function cut(file: LogFile, beginning: Buffer, options: TakeOptions, from: number): Promise<Taken> {
  const line = decodeLine(beginning.toString(), options.fallbackTime);
  let offset = from + beginning.length;
  for (let slice = offset + SLICE_BYTES; ; ) {
    const got = file.read(offset, READ_BYTES);
    const bytes = got instanceof Promise ? await got : got;
    const end = bytes.indexOf(NEWLINE) + 1;
    const isAtEnd = end === 0 && bytes.length < READ_BYTES;
    if (isAtEnd && !options.isFinal) return { lines: [], offset: from, bytes: 0, isAtEnd };
    offset += end > 0 ? end : bytes.length;
    if (end > 0 || isAtEnd) {
      return { lines: [{ ...line, text: line.text + CUT_MARK }], offset, bytes: offset - from, isAtEnd };
    }
    if (offset > slice) {
      slice += SLICE_BYTES;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
