import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { openGzip } from './gzip.ts';

/** How much is read from a file at once, in bytes. */
export const READ_BYTES = 256 * 1024;

/** An open log, plain or compressed. It stays readable when it is renamed or deleted. */
export interface LogFile {
  readonly device: number;
  readonly inode: number;
  readonly isCompressed: boolean;
  /**
   * Up to `length` bytes from `offset` of the text; fewer only at its end. Valid until anything else is read, so
   * what comes without a promise must be used before the next `await`.
   */
  read(offset: number, length: number): Buffer | Promise<Buffer>;
  /** As it is now; of the file, not of the text in it. */
  stat(): Stats;
  /** Whether reading has met bytes that cannot be unpacked; the text ends there. */
  isDamaged(): boolean;
  close(): void;
}

/** Null when there is no such file. Throws what else keeps it from being opened. */
export function openLogFile(path: string): LogFile | null {
  const descriptor = openIfThere(path);
  if (descriptor === null) return null;
  try {
    const { dev: device, ino: inode } = fstatSync(descriptor);
    const isCompressed = path.endsWith('.gz');
    const content = isCompressed ? openGzip(descriptor) : asPlain(descriptor);
    return {
      device,
      inode,
      isCompressed,
      read: content.read,
      isDamaged: content.isDamaged,
      stat: () => fstatSync(descriptor),
      close: () => {
        content.close();
        closeSync(descriptor);
      },
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** One for all: a read and the use of what it gave are one piece of work without a pause. */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

function asPlain(descriptor: number) {
  function read(offset: number, length: number): Buffer {
    const target = length <= READ_BYTES ? shared : Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(descriptor, target, filled, length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return target.subarray(0, filled);
  }
  return { read, isDamaged: () => false, close: () => {} };
}
