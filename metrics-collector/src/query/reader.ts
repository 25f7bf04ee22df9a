import { createReader, type Reader as ThreadReader } from '@monlight/shared/reader';
import type { Answers } from './answers.ts';

/** Everything that can be read, asked of the reading thread. */
export type Reader = ThreadReader<Answers>;

/** The text of a long answer is the most that the thread holds. */
const HEAP_MIB = 6;
const THREAD = new URL(`./reader-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** The reading thread of a metrics collector's database. */
export function createMetricsReader(path: string): Reader {
  return createReader<Answers>({ thread: THREAD, data: path, heapMiB: HEAP_MIB });
}
