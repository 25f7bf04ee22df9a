import { timingSafeEqual } from 'node:crypto';

/** What a key may do: everything, or only post data. */
export type KeyKind = 'full' | 'ingest';

/** Longer keys are refused at the start. */
export const MAX_KEY_CHARACTERS = 256;
/** A length and the longest key, in UTF-8. */
const BYTES = 4 + 4 * MAX_KEY_CHARACTERS;

/** Tells whose key was presented, or null. Always compares as many bytes, so time tells neither length nor beginning. */
export function createKeyCheck(apiKey: string, ingestKey: string | undefined): (presented: string) => KeyKind | null {
  const full = padded(apiKey, Buffer.alloc(BYTES));
  const ingest = ingestKey === undefined ? undefined : padded(ingestKey, Buffer.alloc(BYTES));
  const given = Buffer.alloc(BYTES);

  return (presented) => {
    padded(presented, given);
    const isFull = timingSafeEqual(given, full);
    const isIngest = ingest !== undefined && timingSafeEqual(given, ingest);
    if (isFull) return 'full';
    return isIngest ? 'ingest' : null;
  };
}

/** A key and its length, in a buffer that is filled whole. */
function padded(key: string, buffer: Buffer): Buffer {
  buffer.fill(0);
  buffer.write(key, 4);
  buffer.writeUInt32LE(key.length, 0);
  return buffer;
}
