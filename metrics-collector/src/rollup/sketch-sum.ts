import { eachCount } from './sketch-bytes.ts';
import type { Counts } from './counts.ts';
import { findQuantiles, type Sketch } from './sketch.ts';

/** Adds up many sketches: a place for every index there may be, so that nothing is looked for and nothing moves. */
export interface SketchSum {
  /** Adds a stored sketch. */
  addBytes: (bytes: Uint8Array) => void;
  add: (sketch: Sketch) => void;
  /** All of them as one. */
  toSketch: () => Sketch;
  /** What `quantilesOf` that sketch would say. */
  quantiles: (quantiles: readonly number[]) => number[] | null;
  /** Begins anew. */
  clear: () => void;
}

/** A sum of no sketch. */
export function createSketchSum(): SketchSum {
  const negative = createColumn();
  const positive = createColumn();
  let zeros = 0;

  return {
    addBytes: (bytes) => {
      zeros += eachCount(bytes, negative.add, positive.add);
    },
    add: (sketch) => {
      zeros += sketch.zeros;
      addAll(negative, sketch.negative);
      addAll(positive, sketch.positive);
    },
    toSketch: () => ({ zeros, negative: negative.toCounts(), positive: positive.toCounts() }),
    quantiles: (quantiles) =>
      findQuantiles(zeros + negative.total() + positive.total(), quantiles, (see) => {
        negative.eachDown((index, count) => see(count, index, -1));
        see(zeros, 0, 0);
        positive.eachUp((index, count) => see(count, index, 1));
      }),
    clear: () => {
      zeros = 0;
      negative.clear();
      positive.clear();
    },
  };
}

/** Room for this many indexes at first: latencies from a millisecond to a minute. */
const USUAL_INDEXES = 1024;
/** Room for more is given back when a sum begins anew. */
const MAX_KEPT = 8 * USUAL_INDEXES;

interface Column {
  add: (index: number, count: number) => void;
  total: () => number;
  /** Shows what was counted by ascending indexes; `eachDown` by descending ones. */
  eachUp: (take: (index: number, count: number) => void) => void;
  eachDown: (take: (index: number, count: number) => void) => void;
  toCounts: () => Counts;
  clear: () => void;
}

function createColumn(): Column {
  let counts = new Float64Array(0);
  /** The index of the first place. */
  let base = 0;
  let total = 0;

  /** Makes room for an index, and half as much beyond it as there was. */
  function grow(index: number): void {
    const { length } = counts;
    const margin = (length || USUAL_INDEXES) >>> 1;
    const first = length === 0 ? index - margin : Math.min(base, index - margin);
    const end = length === 0 ? index + margin : Math.max(base + length, index + margin);
    const grown = new Float64Array(end - first);
    if (length > 0) grown.set(counts, base - first);
    counts = grown;
    base = first;
  }

  function eachUp(take: (index: number, count: number) => void): void {
    for (let at = 0; at < counts.length; at += 1) if (counts[at] !== 0) take(base + at, counts[at] as number);
  }

  return {
    add: (index, count) => {
      if (index < base || index >= base + counts.length) grow(index);
      counts[index - base] = (counts[index - base] as number) + count;
      total += count;
    },
    total: () => total,
    eachUp,
    eachDown: (take) => {
      for (let at = counts.length - 1; at >= 0; at -= 1) if (counts[at] !== 0) take(base + at, counts[at] as number);
    },
    toCounts: () => {
      const found: Counts = { indexes: [], counts: [] };
      eachUp((index, count) => {
        found.indexes.push(index);
        found.counts.push(count);
      });
      return found;
    },
    clear: () => {
      if (counts.length > MAX_KEPT) counts = new Float64Array(0);
      counts.fill(0);
      total = 0;
    },
  };
}

function addAll(column: Column, { indexes, counts }: Counts): void {
  for (let at = 0; at < indexes.length; at += 1) column.add(indexes[at] as number, counts[at] as number);
}
