import { hash, timingSafeEqual } from 'node:crypto';

/** What a key may do: everything, or only post data. */
export type KeyKind = 'full' | 'ingest';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Tells whose key was presented, or null. Compares digests, so time tells neither length nor beginning. */
export function createKeyCheck(apiKey: string, ingestKey: string | undefined): (presented: string) => KeyKind | null {
  const full = digest(apiKey);
  const ingest = ingestKey === undefined ? undefined : digest(ingestKey);

  return (presented) => {
    const given = digest(presented);
    const isFull = timingSafeEqual(given, full);
    const isIngest = ingest !== undefined && timingSafeEqual(given, ingest);
    if (isFull) return 'full';
    return isIngest ? 'ingest' : null;
  };
}
