import { shorten } from './cut.ts';
import { read } from './read.ts';
import { SCRUBBED, type IsSecret } from './secret-names.ts';
import { toLeaf } from './leaf.ts';

/** A value that JSON can say. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const MAX_TEXT = 2048;
const MAX_KEY = 200;
/** Over all levels. A hundred entries on each of six would be a million million. */
const MAX_VALUES = 2000;

interface Walk {
  isSecret: IsSecret;
  /** From the outermost to where we are: what contains itself is in here. */
  path: unknown[];
  valuesLeft: number;
}

/**
 * Whatever an application hands over, as a small tree without secrets and without what JSON cannot say. Getters,
 * `toJSON` and proxies may throw: what they hide is left out, and said.
 */
export function toPlain(value: unknown, isSecret: IsSecret): Plain | undefined {
  return visit(value, { isSecret, path: [], valuesLeft: MAX_VALUES });
}

function visit(value: unknown, walk: Walk): Plain | undefined {
  if (typeof value === 'string') return shorten(value, MAX_TEXT);
  if (value === undefined) return undefined;
  try {
    const leaf = toLeaf(value);
    if (leaf !== undefined) return typeof leaf === 'string' ? shorten(leaf, MAX_TEXT) : leaf;
    return visitObject(value as object, walk);
  } catch {
    return '[unreadable]';
  }
}

function visitObject(value: object, walk: Walk): Plain | undefined {
  if (walk.path.includes(value)) return '[circular]';
  if (walk.path.length >= MAX_DEPTH) return '[too deep]';
  if (walk.path.length > 0 && walk.valuesLeft <= 0) return '[too much]';
  walk.path.push(value);
  try {
    const shown = ownJson(value);
    if (shown === undefined) return undefined;
    const leaf = toLeaf(shown);
    if (leaf !== undefined) return typeof leaf === 'string' ? shorten(leaf, MAX_TEXT) : leaf;
    return visitParts(shown as object, walk);
  } finally {
    walk.path.pop();
  }
}

/** What the object says of itself; when that throws, its properties speak for it. */
function ownJson(value: object): unknown {
  const toJson = read(value, 'toJSON');
  if (typeof toJson !== 'function') return value;
  try {
    return toJson.call(value, '') as unknown;
  } catch {
    return value;
  }
}

function visitParts(value: object, walk: Walk): Plain {
  if (Array.isArray(value)) return visitList(value, value.length, walk);
  if (value instanceof Set) return visitList(value, value.size, walk);
  if (value instanceof Map) return visitEntries(mapEntries(value), value.size, walk);
  const keys = Object.keys(value);
  return visitEntries(objectEntries(value, keys), keys.length, walk);
}

function visitList(values: Iterable<unknown>, size: number, walk: Walk): Plain[] {
  const list: Plain[] = [];
  for (const value of values) {
    if (list.length === MAX_ENTRIES) {
      list.push(`… ${size - MAX_ENTRIES} more`);
      break;
    }
    walk.valuesLeft--;
    list.push(visit(value, walk) ?? null);
  }
  return list;
}

function visitEntries(entries: Iterable<[string, () => unknown]>, size: number, walk: Walk): { [key: string]: Plain } {
  const result: [string, Plain][] = [];
  let seen = 0;
  for (const [key, get] of entries) {
    if (seen === MAX_ENTRIES) {
      result.push(['…', `${size - MAX_ENTRIES} more`]);
      break;
    }
    seen++;
    walk.valuesLeft--;
    const plain = walk.isSecret(key) ? SCRUBBED : visitEntry(get, walk);
    if (plain !== undefined) result.push([shorten(key, MAX_KEY), plain]);
  }
  // Not by assignment: a key `__proto__` is a key like any other.
  return Object.fromEntries(result);
}

function visitEntry(get: () => unknown, walk: Walk): Plain | undefined {
  try {
    return visit(get(), walk);
  } catch {
    return '[unreadable]';
  }
}

function* objectEntries(value: object, keys: readonly string[]): Generator<[string, () => unknown]> {
  for (const key of keys) yield [key, () => (value as Record<string, unknown>)[key]];
}

function* mapEntries(map: ReadonlyMap<unknown, unknown>): Generator<[string, () => unknown]> {
  for (const [key, value] of map)
    yield [typeof key === 'string' ? key : String(toLeaf(key) ?? typeof key), () => value];
}
