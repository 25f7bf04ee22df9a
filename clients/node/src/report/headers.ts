import { read } from './read.ts';
import { toPlain, type Plain } from './plain.ts';
import { scrubUrl } from './scrub-url.ts';
import type { IsSecret } from './secret-names.ts';

/** Never leave the application, in any case. */
const ALWAYS_REMOVED = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization'];

/** Names, in lower case, of headers that are left out. */
export function createExcludedHeaders(names: readonly string[] = []): ReadonlySet<string> {
  return new Set([...ALWAYS_REMOVED, ...names.map((name) => name.toLowerCase())]);
}

/** Headers without those that identify somebody. Takes an object, `Headers`, or a `Map`. */
export function cleanHeaders(
  headers: unknown,
  excluded: ReadonlySet<string>,
  isSecret: IsSecret,
): { [name: string]: Plain } | undefined {
  try {
    const entries = entriesOf(headers).filter(([name]) => !excluded.has(name.toLowerCase()));
    const scrubbed = entries.map(([name, value]) => [
      name,
      name.toLowerCase() === 'referer' && typeof value === 'string' ? scrubUrl(value, isSecret) : value,
    ]);
    return toPlain(Object.fromEntries(scrubbed), isSecret) as { [name: string]: Plain };
  } catch {
    return undefined;
  }
}

function entriesOf(headers: unknown): [string, unknown][] {
  if (typeof headers !== 'object' || headers === null) return [];
  const list = read(headers, 'entries');
  if (typeof list === 'function') return [...(list.call(headers) as Iterable<[string, unknown]>)];
  return Object.entries(headers);
}
