import { TIERS } from '../buckets.ts';
import { readMark } from './marks.ts';
import { partsOf, rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from '@monlight/shared/steps';

/** Buckets that are made and remembered together: whole wider ones, by which they are known again. */
const SIZES = { minute: TIERS.hour.ms / TIERS.minute.ms, hour: (3 * TIERS.day.ms) / TIERS.hour.ms };

export interface BlockOptions<T> {
  name: string;
  /** The sum over all label sets that the blocks are made of: as long as it is the same, they are. */
  sum: number;
  make: (range: Range) => Steps<T>;
}

/** A span's buckets in blocks, oldest first; only what points came into is made anew, and what is behind that in its block. */
export function* readBlocks<T>(source: Source, span: Span, { name, sum, make }: BlockOptions<T>): Steps<T[]> {
  const { tier, first, last } = rangeOf(span);
  const size = SIZES[span.tier];
  /** Of each block, the first bucket that is not as it was. */
  const changed = new Map<number, number>();
  eachRecent(source, sum, { tier, first, last }, (number) => {
    const block = Math.floor(number / size);
    changed.set(block, Math.min(number, changed.get(block) ?? number));
  });
  const blocks: T[] = [];
  for (let block = Math.floor(first / size); block * size <= last; block += 1) {
    const begin = Math.max(first, block * size);
    const end = Math.min(last, (block + 1) * size - 1);
    const from = changed.get(block) ?? end + 1;
    if (begin < from) {
      const range = { tier, first: begin, last: from - 1 };
      const mark = readMark(source, sum, partsOf(span, range));
      if (mark.buckets > 0)
        blocks.push(yield* source.kept.get(`${name} ${sum} ${tier} ${block}`, mark, () => make(range)));
    }
    if (from <= end) blocks.push(yield* make({ tier, first: from, last: end }));
    yield;
  }
  return blocks;
}
