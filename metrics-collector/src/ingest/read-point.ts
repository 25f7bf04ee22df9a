import { InvalidInput } from '@monlight/shared/errors';
import { parseTime } from '@monlight/shared/time';
import { METRIC_TYPES, type MetricType } from '../metric-type.ts';

/** A point as it is worked with. */
export interface Point {
  name: string;
  /** Number of its type in `METRIC_TYPES`. */
  type: number;
  value: number;
  /** As they came: in any order, and as text. */
  labels: Labels;
  /** ms UTC. */
  time: number;
}

export type Labels = readonly (readonly [key: string, value: string])[];

export const MAX_NAME = 200;
export const MAX_LABELS = 20;
export const MAX_LABEL_KEY = 100;
export const MAX_LABEL_VALUE = 500;

/**
 * A point as it was parsed. Checked by hand: a general validator would be what ingestion mostly does.
 *
 * @param index its place in the batch
 * @param now the time of a point that has none, ms UTC
 * @throws InvalidInput that names the first field that is wrong
 */
export function readPoint(given: unknown, index: number, now: number): Point {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw wrong(index, '', 'must be a JSON object');
  const { name, type, value, labels, timestamp } = given as Record<string, unknown>;
  if (typeof name !== 'string' || name === '' || isLonger(name, MAX_NAME)) {
    throw wrong(index, '.name', `must be a string of 1 to ${MAX_NAME} characters`);
  }
  const typeNumber = METRIC_TYPES.indexOf(type as MetricType);
  if (typeNumber === -1) throw wrong(index, '.type', `must be ${METRIC_TYPES.join(', ')}`);
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(index, '.value', 'must be a finite number');
  if (timestamp !== undefined && timestamp !== null && typeof timestamp !== 'string') {
    throw wrong(index, '.timestamp', TIME);
  }
  const time = typeof timestamp === 'string' ? parseTime(timestamp) : now;
  if (time === null) throw wrong(index, '.timestamp', TIME);
  return { name, type: typeNumber, value, labels: readLabels(labels, index), time };
}

const TIME = 'must be an ISO 8601 time such as 2026-01-23T15:30:00Z';
const NO_LABELS: Labels = [];

function readLabels(labels: unknown, index: number): Labels {
  if (labels === undefined || labels === null) return NO_LABELS;
  if (typeof labels !== 'object' || Array.isArray(labels)) throw wrong(index, '.labels', 'must be a JSON object');
  const entries: [string, string][] = [];
  for (const key of Object.keys(labels)) {
    // Nobody names a label so in good faith.
    if (key === '__proto__') continue;
    if (entries.length === MAX_LABELS) throw wrong(index, '.labels', `must have at most ${MAX_LABELS} labels`);
    if (key === '' || isLonger(key, MAX_LABEL_KEY)) {
      throw wrong(index, '.labels', `must have keys of 1 to ${MAX_LABEL_KEY} characters`);
    }
    entries.push([key, toLabelValue((labels as Record<string, unknown>)[key], key, index)]);
  }
  return entries;
}

function toLabelValue(value: unknown, key: string, index: number): string {
  if (typeof value === 'string' && !isLonger(value, MAX_LABEL_VALUE)) return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw wrong(
    index,
    `.labels.${key}`,
    `must be a string of at most ${MAX_LABEL_VALUE} characters, a number or a boolean`,
  );
}

/** Lengths are in characters; most texts are short enough however they are counted. */
function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > 2 * max || Array.from(text).length > max);
}

function wrong(index: number, field: string, problem: string): Error {
  return new InvalidInput(`metrics[${index}]${field} ${problem}`);
}
