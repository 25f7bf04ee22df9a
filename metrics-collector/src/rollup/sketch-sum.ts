import { eachCount } from './sketch-bytes.ts';
import type { Counts } from './counts.ts';
import type { Sketch } from './sketch.ts';

/** Adds up many sketches: a place for every index there may be, so that nothing is looked for and nothing moves. */
export interface SketchSum {
  /** Adds a stored sketch. */
  addBytes: (bytes: Uint8Array) => void;
  add: (sketch: Sketch) => void;
  /** All of them as one; null when none has a value. */
  toSketch: () => Sketch | null;
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
    toSketch: () => {
      const sketch = { zeros, negative: negative.toCounts(), positive: positive.toCounts() };
      const isEmpty = zeros === 0 && sketch.negative.indexes.length === 0 && sketch.positive.indexes.length === 0;
      return isEmpty ? null : sketch;
    },
  };
}

/** Room for this many indexes at first: latencies from a millisecond to a minute. */
const USUAL_INDEXES = 1024;

interface Column {
  add: (index: number, count: number) => void;
  toCounts: () => Counts;
}

function createColumn(): Column {
  let counts = new Float64Array(0);
  /** The index of the first place. */
  let base = 0;

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

  return {
    add: (index, count) => {
      if (index < base || index >= base + counts.length) grow(index);
      counts[index - base] = (counts[index - base] as number) + count;
    },
    toCounts: () => {
      const found: Counts = { indexes: [], counts: [] };
      for (let at = 0; at < counts.length; at += 1) {
        if (counts[at] === 0) continue;
        found.indexes.push(base + at);
        found.counts.push(counts[at] as number);
      }
      return found;
    },
  };
}

function addAll(column: Column, { indexes, counts }: Counts): void {
  for (let at = 0; at < indexes.length; at += 1) column.add(indexes[at] as number, counts[at] as number);
}
