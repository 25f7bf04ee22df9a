import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { mutated, withJunk } from './mutations.ts';
import type { Operation, Parameter } from './operations.ts';
import { anyText, type Hints, nasty, valuesOf } from './values.ts';

/** One request, in a form that a corpus can keep. */
export interface Case {
  method: string;
  /** With its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** base64 */
  body: string | null;
  /** Whether the description says that it is right. */
  isValid: boolean;
}

/** What a description does not say. */
export interface Known {
  apiKey: string;
  fields: Hints;
  parameters: Hints;
}

const KEY_HEADER = 'x-api-key';

/** Requests to an endpoint: one half as described, the other wrong in one place or in many. */
export function casesOf(operation: Operation, known: Known): fc.Arbitrary<Case> {
  const right = rightCases(operation, known);
  return fc.oneof(
    { arbitrary: right, weight: 5 },
    { arbitrary: right.chain(withWrongPath), weight: 1 },
    { arbitrary: right.chain(withWrongQuery), weight: 2 },
    { arbitrary: right.chain(withWrongHeaders), weight: 1 },
    { arbitrary: right.chain(withWrongBody), weight: operation.body ? 6 : 1 },
    { arbitrary: right.chain(withWrongMethod), weight: 1 },
  );
}

function rightCases(operation: Operation, { apiKey, fields, parameters: own }: Known): fc.Arbitrary<Case> {
  const { method, path, parameters, body } = operation;
  const given = fc.record(
    Object.fromEntries(parameters.map((part) => [part.name, valuesOf(part.schema, own, part.name)])),
    { requiredKeys: parameters.filter(({ required }) => required).map((part) => part.name) },
  );
  const content = body ? valuesOf(body, fields) : fc.constant(undefined);
  return fc.tuple(given, content, fc.boolean()).map(([values, value, isPacked]) => {
    const text = value === undefined ? null : Buffer.from(JSON.stringify(value));
    const isGzip = isPacked && text !== null && text.length > 200;
    return {
      method,
      path: fill(path, parameters, values as Record<string, string | number | undefined>),
      headers: {
        [KEY_HEADER]: apiKey,
        ...(text && { 'content-type': 'application/json' }),
        ...(isGzip && { 'content-encoding': 'gzip' }),
      },
      body: text && (isGzip ? gzipSync(text) : text).toString('base64'),
      isValid: true,
    };
  });
}

function fill(
  path: string,
  parameters: readonly Parameter[],
  values: Record<string, string | number | undefined>,
): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const { name, in: where } of parameters) {
    if (values[name] === undefined) continue;
    const text = String(values[name]);
    // An empty segment would be another path.
    if (where === 'path') filled = filled.replace(`{${name}}`, () => encodeURIComponent(text || '0'));
    else query.append(name, text);
  }
  return query.size > 0 ? `${filled}?${query.toString()}` : filled;
}

const wrong = (original: Case, change: Partial<Case>): Case => ({ ...original, isValid: false, ...change });

const segment = fc.oneof(
  anyText.map(encodeURIComponent),
  fc.constantFrom('..', '%2e%2e%2f', '%00', '%', '%zz', '-1', '0', '1e3', '007', '999999999999999', 'x'.repeat(5000)),
);

function withWrongPath(original: Case): fc.Arbitrary<Case> {
  const [path = '', query] = original.path.split('?');
  return fc.tuple(segment, fc.boolean()).map(([part, isDeeper]) => {
    const changed = isDeeper ? `${path}/${part}` : path.replace(/[^/]*$/, () => part);
    return wrong(original, { path: query === undefined ? changed : `${changed}?${query}` });
  });
}

function withWrongQuery(original: Case): fc.Arbitrary<Case> {
  const [path = '', query = ''] = original.path.split('?');
  const names = [...new URLSearchParams(query).keys(), 'limit', 'offset', 'since', 'search', 'name', 'period', 'level'];
  const pair = fc
    .tuple(fc.constantFrom(...names), anyText)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  const raw = fc.constantFrom('%', '&&&', '=', 'limit=%ff%fe', 'since=%00', 'a=b&a=c', '__proto__=1', 'limit[]=1', '?');
  return fc
    .array(fc.oneof({ arbitrary: pair, weight: 3 }, { arbitrary: raw, weight: 1 }), { minLength: 1, maxLength: 4 })
    .map((parts) => wrong(original, { path: `${path}?${[query, ...parts].filter(Boolean).join('&')}` }));
}

/** What a header's value may hold. */
const headerText = fc.oneof(
  fc.constantFrom(...nasty.filter((text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text))),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
);
const headerName = fc.constantFrom(
  KEY_HEADER,
  'authorization',
  'cookie',
  'content-type',
  'content-encoding',
  'accept-encoding',
  'last-event-id',
  'range',
  'if-none-match',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-requested-with',
  'origin',
  'x-http-method-override',
);

function withWrongHeaders(original: Case): fc.Arbitrary<Case> {
  return fc
    .array(fc.tuple(headerName, headerText), { minLength: 1, maxLength: 3 })
    .map((headers) => wrong(original, { headers: { ...original.headers, ...Object.fromEntries(headers) } }));
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

function withWrongMethod(original: Case): fc.Arbitrary<Case> {
  return fc.constantFrom(...methods).map((method) => wrong(original, { method }));
}

const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

function withWrongBody(original: Case): fc.Arbitrary<Case> {
  const { 'content-encoding': encoding, ...headers } = original.headers;
  const change = (bytes: Buffer, more: Record<string, string> = {}) =>
    wrong(original, { body: bytes.toString('base64'), headers: { ...headers, ...more } });
  // A body that is packed already is not looked into; the plain ones are as many.
  if (original.body === null || encoding !== undefined) {
    return fc.oneof(
      anyBytes.map((bytes) => change(bytes)),
      anyBytes.map((bytes) => change(bytes, { 'content-encoding': 'gzip' })),
      anyBytes.map((bytes) =>
        change(Buffer.concat([gzipSync('{}').subarray(0, 12), bytes]), { 'content-encoding': 'gzip' }),
      ),
    );
  }
  const text = Buffer.from(original.body, 'base64').toString('utf8');
  return fc.oneof(
    {
      arbitrary: withJunk(JSON.parse(text)).map((value) => change(Buffer.from(JSON.stringify(value) ?? ''))),
      weight: 5,
    },
    { arbitrary: mutated([text]).map((bad) => change(Buffer.from(bad))), weight: 4 },
    { arbitrary: mutated([text]).map((bad) => change(gzipSync(bad), { 'content-encoding': 'gzip' })), weight: 1 },
    {
      arbitrary: fc
        .constantFrom('br', 'GZIP', 'x-gzip', 'gzip, gzip', '')
        .map((other) => change(Buffer.from(text), { 'content-encoding': other })),
      weight: 1,
    },
    { arbitrary: anyBytes.map((bytes) => change(bytes)), weight: 1 },
  );
}
