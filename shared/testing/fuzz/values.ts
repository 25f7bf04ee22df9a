import * as fc from 'fast-check';
import type { Schema } from './operations.ts';

/** Values of a name's own, in place of any that its schema allows: what the data knows, what a schema cannot say. */
export type Hints = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Texts that have broken something somewhere. */
export const nasty = [
  '',
  ' ',
  '\0',
  "'; DROP TABLE groups; --",
  '" OR "',
  'NEAR(a b)',
  '%',
  '_',
  '\\',
  '*',
  '((((',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '\u001b[31mred\u001b[0m\u0007',
  '\r\nSet-Cookie: a=b',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '\u202eevil\u2066',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(20),
  '\ufeff',
  'NaN',
  '-0',
  '1e999',
  '9007199254740993',
  '2026-02-30T25:61:61Z',
  'x'.repeat(199),
];

const word = fc.constantFrom('shop', 'prod', 'api', 'ValueError', 'error', 'GET', '200', 'worker', 'a', 'b');

/** Any text that can go over the wire. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: word, weight: 4 },
  { arbitrary: fc.constantFrom(...nasty), weight: 3 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }), weight: 2 },
);

const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const MAX_ITEMS = 8;

/** Values that a schema allows; those of a name that `hints` knows are the hint's. */
export function valuesOf(schema: Schema, hints: Hints, name = ''): fc.Arbitrary<unknown> {
  const hint = hints[name];
  if (hint) return hint;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((part) => valuesOf(part, hints)));
  const types = [schema.type ?? 'any'].flat();
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, hints)));
}

function valuesOfType(type: string, schema: Schema, hints: Hints): fc.Arbitrary<unknown> {
  if (type === 'string') return textsOf(schema);
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'integer') {
    const min = schema.exclusiveMinimum === undefined ? (schema.minimum ?? -1000) : schema.exclusiveMinimum + 1;
    return fc.oneof(fc.integer({ min, max: min + 50 }), fc.constant(schema.maximum ?? min));
  }
  if (type === 'number') return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (type === 'array') {
    const minLength = schema.minItems ?? 0;
    return fc.array(valuesOf(schema.items ?? {}, hints), { minLength, maxLength: Math.max(minLength, MAX_ITEMS) });
  }
  if (type === 'object') return objectsOf(schema, hints);
  return fc.jsonValue({ maxDepth: 2 });
}

function textsOf({ format, pattern, minLength = 0, maxLength = 10_000 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return instant;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return anyText.map((text) => {
    const characters = Array.from(text).slice(0, maxLength);
    return characters.join('') + 'a'.repeat(Math.max(0, minLength - characters.length));
  });
}

function objectsOf({ properties, required = [], propertyNames, additionalProperties }: Schema, hints: Hints) {
  if (properties) {
    const parts = Object.entries(properties).map(([name, part]) => [name, valuesOf(part, hints, name)] as const);
    return fc.record(Object.fromEntries(parts), { requiredKeys: required });
  }
  const value = typeof additionalProperties === 'object' ? valuesOf(additionalProperties, hints) : fc.jsonValue();
  const key = textsOf({ maxLength: 50, ...propertyNames });
  // A key that reaches a prototype is dropped by the services, and made by no client.
  return fc.dictionary(
    key.filter((text) => text !== '__proto__'),
    value,
    { maxKeys: 6 },
  );
}
