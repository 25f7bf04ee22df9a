import { readSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Reads the text of a compressed log forward, a piece at a time; going back starts over. */
export function openGzip(descriptor: number) {
  let text = start(descriptor);
  /** What is unpacked and not passed yet, and where in the text it begins. */
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = 0;
  let isDamaged = false;

  async function read(offset: number, length: number): Promise<Buffer> {
    if (offset < heldFrom) restart();
    try {
      return await advance(offset, length);
    } catch (error) {
      restart();
      throw error;
    }
  }

  async function advance(offset: number, length: number): Promise<Buffer> {
    const pieces = [dropUntil(offset)];
    let available = pieces[0]?.length ?? 0;
    while (available < length) {
      const piece = await next();
      if (!piece) break;
      held = piece;
      const wanted = available === 0 ? dropUntil(offset) : piece;
      if (wanted.length > 0) pieces.push(wanted);
      available += wanted.length;
    }
    held = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    return held.subarray(0, length);
  }

  /** Null at the end. What Docker stopped to compress half-way has what can be unpacked, and no more. */
  async function next(): Promise<Buffer | null> {
    try {
      return await text.next();
    } catch (error) {
      if (!isZlibError(error)) throw error;
      isDamaged = true;
      return null;
    }
  }

  /** Forgets what lies before `offset`. */
  function dropUntil(offset: number): Buffer {
    const dropped = Math.min(offset - heldFrom, held.length);
    held = held.subarray(dropped);
    heldFrom += dropped;
    return held;
  }

  function restart(): void {
    text.close();
    text = start(descriptor);
    held = Buffer.alloc(0);
    heldFrom = 0;
  }

  return { read, isDamaged: () => isDamaged, close: () => text.close() };
}

const PIECE_BYTES = 64 * 1024;

function start(descriptor: number) {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // What fails comes out of the iterator below.
  pipeline(Readable.from(readPacked(descriptor)), gunzip, () => {});
  const pieces = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    /** Null at the end. */
    async next(): Promise<Buffer | null> {
      const { value, done } = await pieces.next();
      return done ? null : value;
    },
    close: () => void gunzip.destroy(),
  };
}

/** Not a file stream: that closes the descriptor when it is destroyed, and reading may have to start over. */
function* readPacked(descriptor: number): Generator<Buffer> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const count = readSync(descriptor, piece, 0, PIECE_BYTES, at);
    if (count === 0) return;
    at += count;
    yield piece.subarray(0, count);
  }
}

function isZlibError(error: unknown): boolean {
  return ((error as NodeJS.ErrnoException).code ?? '').startsWith('Z_');
}
