import { TIERS } from '../buckets.ts';
import { readMark } from './marks.ts';
import { partsOf, rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/** Buckets that are made and remembered together: whole wider ones, by which they are known again. */
const SIZES = { minute: TIERS.hour.ms / TIERS.minute.ms, hour: (3 * TIERS.day.ms) / TIERS.hour.ms };

export interface BlockOptions<T> {
  name: string;
  /** The sum over all label sets that the blocks are made of: as long as it is the same, they are. */
  sum: number;
  make: (range: Range) => Steps<T>;
}

/** A span's buckets in blocks, oldest first; a block is made anew only when points came into it. */
export function* readBlocks<T>(source: Source, span: Span, { name, sum, make }: BlockOptions<T>): Steps<T[]> {
  const { tier, first, last } = rangeOf(span);
  const size = SIZES[span.tier];
  const changing = new Set<number>();
  eachRecent(source, sum, { tier, first, last }, (number) => changing.add(Math.floor(number / size)));
  const blocks: T[] = [];
  for (let block = Math.floor(first / size); block * size <= last; block += 1) {
    const range = { tier, first: Math.max(first, block * size), last: Math.min(last, (block + 1) * size - 1) };
    if (changing.has(block)) {
      blocks.push(yield* make(range));
      continue;
    }
    const mark = readMark(source, sum, partsOf(span, range));
    if (mark.buckets > 0)
      blocks.push(yield* source.kept.get(`${name} ${sum} ${tier} ${block}`, mark, () => make(range)));
    yield;
  }
  return blocks;
}
