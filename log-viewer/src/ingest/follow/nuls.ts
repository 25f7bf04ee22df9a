import { READ_BYTES, type LogFile } from './log-file.ts';

const NUL = 0;
const NULS = Buffer.alloc(READ_BYTES);
/** How many NULs are read one after the other before the end of a hole is searched for. */
const PATIENCE_BYTES = 8 * 1024 * 1024;
const PROBE_BYTES = 64 * 1024;
/** The unit of `stat`'s blocks, whatever the file system has. */
const BLOCK_BYTES = 512;

/** How many NUL bytes `bytes` begin with. */
export function countNuls(bytes: Buffer): number {
  if (bytes[0] !== NUL) return 0;
  if (isNuls(bytes)) return bytes.length;
  let count = 0;
  while (bytes[count] === NUL) count++;
  return count;
}

/** Where a log begins behind the NULs that a truncation leaves when the writer goes on where it was. */
export async function findFirstByte(file: LogFile): Promise<number> {
  let at = 0;
  for (;;) {
    const got = file.read(at, READ_BYTES);
    const bytes = got instanceof Promise ? await got : got;
    const nuls = countNuls(bytes);
    at += nuls;
    if (nuls === 0 || nuls < bytes.length) return at;
    if (at % PATIENCE_BYTES === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      at = findHoleEnd(file, at);
    }
  }
}

/** A place behind `from` with nothing but NULs between: as far as can be told without reading them. */
function findHoleEnd(file: LogFile, from: number): number {
  if (file.isCompressed) return from;
  const { size, blocks } = file.stat();
  let low = from;
  for (let high = size; high - low > PROBE_BYTES; ) {
    const middle = low + Math.floor((high - low) / 2);
    const bytes = file.read(middle, PROBE_BYTES);
    if (bytes instanceof Promise) return from;
    if (isNuls(bytes)) low = middle;
    else high = middle;
  }
  // What the disk holds is all behind the hole: there is nothing in it that the search has jumped over.
  return blocks * BLOCK_BYTES <= size - low + PATIENCE_BYTES ? low : from;
}

function isNuls(bytes: Buffer): boolean {
  return NULS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}
