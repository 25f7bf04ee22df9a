import { createReader, type Reader as ThreadReader } from '@monlight/shared/reader';
import type { Reads } from '../store/read/reads.ts';

export interface ThreadData {
  path: string;
  maxEntries: number;
}

/** Everything that can be read, asked of the reading thread. */
export type Reader = ThreadReader<Reads>;

/**
 * A page of long messages is the most that the thread holds, which takes some 6. With 8 it collects so often that it answers little more
 * than half as much.
 */
const HEAP_MIB = 12;
const THREAD = new URL(`./reader-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** The reading thread of a log viewer's database; `mayStart` throws when it must not be opened. */
export function createLogReader(data: ThreadData, mayStart: () => void): Reader {
  return createReader<Reads>({ thread: THREAD, data, heapMiB: HEAP_MIB, mayStart });
}
