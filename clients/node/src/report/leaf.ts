import { read, toText } from './read.ts';

/** What stands for a value that has no parts, or whose parts tell nothing; undefined for one whose parts do. */
export function toLeaf(value: unknown): string | number | boolean | null | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'function':
      return `[function ${toText(read(value, 'name')) || 'anonymous'}]`;
    case 'object':
      return value === null ? null : toObjectLeaf(value);
    default:
      return undefined;
  }
}

function toObjectLeaf(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return `${toText(read(value, 'name'))}: ${toText(read(value, 'message'))}`;
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  }
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) {
    return `[${value.constructor.name}]`;
  }
  return undefined;
}
