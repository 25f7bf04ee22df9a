import { createReader, type Reader as ThreadReader } from '@monlight/shared/reader';
import type { Reads } from '../store/read/reads.ts';

/** Everything that can be read, asked of the reading thread. */
export type Reader = ThreadReader<Reads>;

const HEAP_MIB = 16;
const THREAD = new URL(`./reader-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** The reading thread of a metrics collector's database. */
export function createMetricsReader(path: string): Reader {
  return createReader<Reads>({ thread: THREAD, data: path, heapMiB: HEAP_MIB });
}
