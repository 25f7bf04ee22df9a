import type { PlainPoint } from './plain-point.ts';

/** Bytes of texts that are remembered at most; then all are forgotten, and come back as they are sent. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Names and labels that are remembered at most; a power of two. */
const MAX_ENTRIES = 32_768;
/** Twice as many places as entries keep the way to each short. */
const PLACES = 2 * MAX_ENTRIES;

/**
 * Which series a point's text names: clients write the same name and labels over and over, in the same bytes. A hash table
 * with open addressing in typed arrays, so that tens of thousands of entries are nothing to the garbage collector.
 */
export function createWrittenSeries() {
  const places = new Uint32Array(PLACES);
  const hashes = new Int32Array(MAX_ENTRIES + 1);
  const types = new Uint8Array(MAX_ENTRIES + 1);
  const nameLengths = new Uint32Array(MAX_ENTRIES + 1);
  const series = new Uint32Array(MAX_ENTRIES + 1);
  /** Where the text of an entry begins: its name, then its labels. It ends where the next begins. */
  const starts = new Uint32Array(MAX_ENTRIES + 2);
  let texts = Buffer.alloc(64 * 1024);
  /** Entries count from 1: 0 is an empty place. */
  let count = 0;

  function forget(): void {
    places.fill(0);
    count = 0;
    starts[1] = 0;
  }

  function isEntry(entry: number, bytes: Buffer, point: PlainPoint): boolean {
    const { type, nameFrom, nameTo, labelsFrom, labelsTo } = point;
    const nameLength = nameTo - nameFrom;
    let at = starts[entry] as number;
    if (types[entry] !== type || nameLengths[entry] !== nameLength) return false;
    if ((starts[entry + 1] as number) - at !== nameLength + labelsTo - labelsFrom) return false;
    for (let from = nameFrom; from < nameTo; from += 1, at += 1) if (texts[at] !== bytes[from]) return false;
    for (let from = labelsFrom; from < labelsTo; from += 1, at += 1) if (texts[at] !== bytes[from]) return false;
    return true;
  }

  return {
    /** The id of the series that this text was seen to name; 0 for an unknown one. */
    find: (bytes: Buffer, point: PlainPoint): number => {
      for (let place = point.hash & (PLACES - 1); places[place] !== 0; place = (place + 1) & (PLACES - 1)) {
        const entry = places[place] as number;
        if (hashes[entry] === point.hash && isEntry(entry, bytes, point)) return series[entry] as number;
      }
      return 0;
    },
    /** Remembers which series a text names that `find` did not know. */
    remember: (bytes: Buffer, point: PlainPoint, id: number): void => {
      const { nameFrom, nameTo, labelsFrom, labelsTo } = point;
      const length = nameTo - nameFrom + labelsTo - labelsFrom;
      if (length > MAX_BYTES / 64) return;
      if (count === MAX_ENTRIES || (starts[count + 1] as number) + length > MAX_BYTES) forget();
      count += 1;
      const start = starts[count] as number;
      while (start + length > texts.length) texts = Buffer.concat([texts, Buffer.alloc(texts.length)]);
      bytes.copy(texts, start, nameFrom, nameTo);
      bytes.copy(texts, start + nameTo - nameFrom, labelsFrom, labelsTo);
      starts[count + 1] = start + length;
      hashes[count] = point.hash;
      types[count] = point.type;
      nameLengths[count] = nameTo - nameFrom;
      series[count] = id;
      let place = point.hash & (PLACES - 1);
      while (places[place] !== 0) place = (place + 1) & (PLACES - 1);
      places[place] = count;
    },
    /** To be called when series were deleted. */
    forget,
  };
}
