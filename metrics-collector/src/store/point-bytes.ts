import { MAX_VARINT, readVarint, unzigzag, writeVarint, zigzag, type Reading, type Writing } from '../varint.ts';
import { createPoints, makeRoom, type Points } from './points.ts';
import { SCALES, toMultiple } from './round-figures.ts';

/** First byte of every chunk. */
const VERSION = 3;
/** Chunks of before hold columns as they lay in memory. */
const COLUMNS_VERSION = 2;
const COLUMNS_COUNT_AT = 4;

/** Follows on the scales: the value's own eight bytes. */
const RAW = SCALES.length;
const FORMS = SCALES.length + 1;
const DOUBLE_BYTES = 8;

/** Where points become bytes; as large as the largest chunk so far could have been. */
let scratch = Buffer.alloc(0);

/**
 * Some of the points as bytes: version, count, then of each point the time since the one before, its series and its value, all
 * variable-length. What is counted or measured in round figures takes a byte or three, and everything comes back to the bit.
 */
export function encodePoints({ times, series, values }: Points, from: number, to: number): Buffer {
  const most = 1 + MAX_VARINT + (to - from) * (3 * MAX_VARINT + DOUBLE_BYTES);
  if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most);
  const writing: Writing = { bytes: scratch, at: 1 };
  writing.bytes[0] = VERSION;
  writeVarint(writing, to - from);
  let previous = 0;
  for (let index = from; index < to; index += 1) {
    const time = times[index] as number;
    writeVarint(writing, zigzag(time - previous));
    writeVarint(writing, series[index] as number);
    writeValue(writing, values[index] as number);
    previous = time;
  }
  return Buffer.from(writing.bytes.subarray(0, writing.at));
}

/**
 * Bytes → points.
 *
 * @param points what they are put into, in place of what is there
 * @throws RangeError when the bytes are of an unknown version or end early
 */
export function decodePoints(bytes: Buffer, points = createPoints(0)): Points {
  if (bytes[0] === COLUMNS_VERSION) return decodeColumns(bytes, points);
  if (bytes[0] !== VERSION) throw new RangeError(`points of unknown version ${bytes[0]}`);
  const reading: Reading = { bytes, at: 1 };
  const count = readVarint(reading);
  // Each takes three bytes or more.
  if (count > bytes.length / 3) throw new RangeError('points end early');
  makeRoom(points, count);
  let time = 0;
  for (let index = 0; index < count; index += 1) {
    time += unzigzag(readVarint(reading));
    points.times[index] = time;
    points.series[index] = readVarint(reading);
    points.values[index] = readValue(reading, bytes);
  }
  return points;
}

/** How many points a chunk has, by its first bytes; 0 for one of an unknown version. */
export function countPoints(head: Buffer): number {
  if (head[0] === COLUMNS_VERSION) return head.readUInt32LE(COLUMNS_COUNT_AT);
  return head[0] === VERSION ? readVarint({ bytes: head, at: 1 }) : 0;
}

function writeValue(writing: Writing, value: number): void {
  for (let form = 0; form < SCALES.length; form += 1) {
    const multiple = toMultiple(value, SCALES[form] as number);
    if (!Number.isNaN(multiple)) return writeVarint(writing, zigzag(multiple) * FORMS + form);
  }
  writeVarint(writing, RAW);
  writing.at = writing.bytes.writeDoubleLE(value, writing.at);
}

function readValue(reading: Reading, bytes: Buffer): number {
  const written = readVarint(reading);
  const form = written % FORMS;
  if (form !== RAW) return unzigzag((written - form) / FORMS) / (SCALES[form] as number);
  const value = bytes.readDoubleLE(reading.at);
  reading.at += DOUBLE_BYTES;
  return value;
}

/** Version, padding and count; then times, values and series, little-endian. */
function decodeColumns(bytes: Buffer, points: Points): Points {
  const header = 8;
  const count = bytes.readUInt32LE(COLUMNS_COUNT_AT);
  makeRoom(points, count);
  for (let index = 0; index < count; index += 1) {
    points.times[index] = bytes.readDoubleLE(header + index * 8);
    points.values[index] = bytes.readDoubleLE(header + (count + index) * 8);
    points.series[index] = bytes.readUInt32LE(header + count * 16 + index * 4);
  }
  return points;
}
