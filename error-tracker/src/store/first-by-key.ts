/** Rows whose key and id are given one by one, of which only so many that come first are kept. */
export interface FirstByKey {
  add(key: number, id: number): void;
  /** Ids of what was kept, the largest key first and then the largest id, from that place on. Nothing is kept after that. */
  takeFrom(offset: number): number[];
}

const SMALLEST = 256;

/** Keeps the first `count` of any number of rows, in 16 bytes each, as a binary heap whose root is the last of them. */
export function createFirstByKey(count: number): FirstByKey {
  let keys = new Float64Array(Math.min(count, SMALLEST));
  let ids = new Float64Array(keys.length);
  let size = 0;

  function isAfter(a: number, b: number): boolean {
    const [keyA, keyB] = [keys[a] as number, keys[b] as number];
    return keyA < keyB || (keyA === keyB && (ids[a] as number) < (ids[b] as number));
  }

  function put(at: number, key: number, id: number): void {
    keys[at] = key;
    ids[at] = id;
  }

  function swap(a: number, b: number): void {
    const [key, id] = [keys[a] as number, ids[a] as number];
    put(a, keys[b] as number, ids[b] as number);
    put(b, key, id);
  }

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isAfter(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ; ) {
      let last = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < size; child += 1) {
        if (isAfter(child, last)) last = child;
      }
      if (last === at) return;
      swap(at, last);
      at = last;
    }
  }

  function grow(): void {
    const larger = Math.min(count, 2 * size);
    const [oldKeys, oldIds] = [keys, ids];
    keys = new Float64Array(larger);
    ids = new Float64Array(larger);
    keys.set(oldKeys);
    ids.set(oldIds);
  }

  return {
    add: (key, id) => {
      if (size < count) {
        if (size === keys.length) grow();
        put(size, key, id);
        size += 1;
        rise(size - 1);
      } else if (size > 0 && (key > (keys[0] as number) || (key === keys[0] && id > (ids[0] as number)))) {
        put(0, key, id);
        sink();
      }
    },
    takeFrom: (offset) => {
      const taken: number[] = [];
      while (size > offset) {
        taken.push(ids[0] as number);
        size -= 1;
        swap(0, size);
        sink();
      }
      return taken.toReversed();
    },
  };
}
