import { scrubUrl } from './scrub-url.ts';
import { createIsSecret, SCRUBBED, type IsSecret } from './secret-names.ts';

type JsonObject = Record<string, unknown>;

/** What a report says of a request and its context, without what nobody should read. */
export interface Scrubber {
  headers: (headers: JsonObject) => JsonObject;
  extra: (extra: JsonObject) => JsonObject;
  url: (url: string) => string;
}

/** Headers that are dropped, as the SDKs do before they send. */
const REMOVED = new Set(['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization']);
/** Headers that hold an address, which hides secrets where `request_url` does. */
const ADDRESSES = new Set(['referer', 'referrer', 'location', 'content-location', 'origin']);

/**
 * The SDKs' rules once more, for clients that do not keep to them. Names decide, never values: what an SDK has scrubbed
 * passes as it is, and what has nothing to hide is handed back, not copied.
 *
 * @param own names that are secret beside the usual ones
 */
export function createScrubber(own: readonly string[] = []): Scrubber {
  const isSecret = createIsSecret(own);
  return {
    headers: (headers) => scrubValues(scrubHeaders(headers, isSecret), isSecret),
    extra: (extra) => scrubValues(extra, isSecret),
    url: (url) => scrubUrl(url, isSecret),
  };
}

function scrubHeaders(headers: JsonObject, isSecret: IsSecret): JsonObject {
  let copy: JsonObject | undefined;
  for (const name of Object.keys(headers)) {
    const lower = name.toLowerCase();
    const value = headers[name];
    if (REMOVED.has(lower)) {
      delete (copy ??= { ...headers })[name];
    } else if (typeof value === 'string' && ADDRESSES.has(lower)) {
      const scrubbed = scrubUrl(value, isSecret);
      if (scrubbed !== value) (copy ??= { ...headers })[name] = scrubbed;
    }
  }
  return copy ?? headers;
}

/** Goes as deep as the schema lets a value nest; each part is looked at once. */
function scrubValues(values: JsonObject, isSecret: IsSecret): JsonObject {
  let copy: JsonObject | undefined;
  for (const key of Object.keys(values)) {
    const scrubbed = isSecret(key) ? SCRUBBED : scrubPart(values[key], isSecret);
    if (scrubbed !== values[key]) (copy ??= { ...values })[key] = scrubbed;
  }
  return copy ?? values;
}

function scrubList(list: readonly unknown[], isSecret: IsSecret): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, part] of list.entries()) {
    const scrubbed = scrubPart(part, isSecret);
    if (scrubbed !== part) (copy ??= [...list])[index] = scrubbed;
  }
  return copy ?? list;
}

function scrubPart(part: unknown, isSecret: IsSecret): unknown {
  if (typeof part !== 'object' || part === null) return part;
  return Array.isArray(part) ? scrubList(part, isSecret) : scrubValues(part as JsonObject, isSecret);
}
