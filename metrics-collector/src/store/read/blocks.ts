import { statement } from '@monlight/shared/statement';
import { TIERS } from '../buckets.ts';
import type { Mark } from './kept.ts';
import { rangeOf, type Range, type Span } from './ranges.ts';
import { eachRecent, type Source } from './source.ts';
import type { Steps } from './steps.ts';

/** Buckets that are made and remembered together: a good two days of hours, or an hour of minutes. */
const SIZE = 64;

export interface BlockOptions<T> {
  name: string;
  /** The sum over all label sets that the blocks are made of: as long as it is the same, they are. */
  sum: number;
  make: (range: Range) => Steps<T>;
}

/** A span's buckets in blocks, oldest first; a block is made anew only when points came into it. */
export function* readBlocks<T>(source: Source, span: Span, { name, sum, make }: BlockOptions<T>): Steps<T[]> {
  const { tier, first, last } = rangeOf(span);
  const marks = readMarks(source, sum, { tier, first, last });
  const changing = new Set<number>();
  eachRecent(source, sum, { tier, first, last }, (number) => changing.add(Math.floor(number / SIZE)));
  yield;
  const blocks: T[] = [];
  for (let block = Math.floor(first / SIZE); block * SIZE <= last; block += 1) {
    const range = { tier, first: Math.max(first, block * SIZE), last: Math.min(last, (block + 1) * SIZE - 1) };
    const mark = marks.get(block);
    if (changing.has(block)) blocks.push(yield* make(range));
    else if (mark !== undefined) {
      const known = { ...mark, of: `${range.first} ${range.last}` };
      blocks.push(yield* source.kept.get(`${name} ${sum} ${tier} ${block}`, known, () => make(range)));
    }
  }
  return blocks;
}

function readMarks({ db }: Source, series: number, { tier, first, last }: Range): Map<number, Omit<Mark, 'of'>> {
  const rows = statement<[number, number, number], [block: number, buckets: number, count: number, sum: number]>(
    db,
    `SELECT bucket / ${SIZE}, count(*), sum(count), sum(sum) FROM ${TIERS[tier].table}
     WHERE series = ? AND bucket BETWEEN ? AND ? GROUP BY bucket / ${SIZE}`,
  )
    .raw()
    .all(series, first, last);
  return new Map(rows.map(([block, buckets, count, sum]) => [block, { buckets, count, sum }]));
}
