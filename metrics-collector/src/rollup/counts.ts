/** How often each of some whole numbers was counted: `counts[i]` times `indexes[i]`, indexes ascending. */
export interface Counts {
  indexes: number[];
  counts: number[];
}

/** Nothing was counted yet. */
export function createCounts(): Counts {
  return { indexes: [], counts: [] };
}

/** Counts an index. */
export function addIndex({ indexes, counts }: Counts, index: number, count: number): void {
  const at = placeOf(indexes, index, indexes.length);
  if (indexes[at] === index) counts[at] = (counts[at] as number) + count;
  else {
    indexes.splice(at, 0, index);
    counts.splice(at, 0, count);
  }
}

/** Adds all that `other` has counted. */
export function addCounts(target: Counts, other: Counts): void {
  const { indexes, counts } = target;
  let missing = 0;
  for (let from = other.indexes.length - 1, at = indexes.length; from >= 0; from -= 1) {
    const index = other.indexes[from] as number;
    at = placeOf(indexes, index, at);
    if (indexes[at] !== index) missing += 1;
  }
  let from = indexes.length - 1;
  for (let room = 0; room < missing; room += 1) {
    indexes.push(0);
    counts.push(0);
  }
  // From the end, so that each moves once, and to where it stays.
  let to = indexes.length - 1;
  for (let next = other.indexes.length - 1; next >= 0; to -= 1) {
    const index = other.indexes[next] as number;
    const own = from >= 0 ? (indexes[from] as number) : -Infinity;
    const isOwn = own >= index;
    const isAdded = own <= index;
    const count = (isOwn ? (counts[from] as number) : 0) + (isAdded ? (other.counts[next] as number) : 0);
    indexes[to] = isOwn ? own : index;
    counts[to] = count;
    if (isOwn) from -= 1;
    if (isAdded) next -= 1;
  }
}

/** The first place before `end` whose index is not smaller. */
function placeOf(indexes: readonly number[], index: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((indexes[middle] as number) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
