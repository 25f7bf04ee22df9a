import * as fc from 'fast-check';
import { nasty } from './values.ts';

/** What is put in where it does not belong: what ends, opens or escapes things, in any of the languages that are parsed. */
const pieces = [
  ...nasty,
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ':',
  ',',
  '\n',
  '\r\n',
  '\t',
  '    ',
  '\\u0000',
  '\\ud800',
  '1e400',
  '-',
  '.',
  '<',
  '>',
  '@',
  '#0 ',
  ' at ',
  '\u001b[',
  '9'.repeat(400),
  '['.repeat(2000),
  'a'.repeat(3000),
];

const place = fc.double({ min: 0, max: 1, noNaN: true });

type Change = (text: string) => string;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...pieces)).map(
    ([at, piece]): Change =>
      (text) =>
        `${text.slice(0, at * text.length)}${piece}${text.slice(at * text.length)}`,
  ),
  fc.tuple(place, place).map(
    ([at, length]): Change =>
      (text) => {
        const from = Math.floor(at * text.length);
        return text.slice(0, from) + text.slice(from + 1 + length * 0.2 * text.length);
      },
  ),
  fc.tuple(place, place, place).map(
    ([at, length, to]): Change =>
      (text) => {
        const part = text.slice(at * text.length, (at + length * 0.2) * text.length);
        return text.slice(0, to * text.length) + part + text.slice(to * text.length);
      },
  ),
  fc.tuple(place, fc.string({ unit: 'binary', minLength: 1, maxLength: 2 })).map(
    ([at, character]): Change =>
      (text) =>
        text.slice(0, at * text.length) + character + text.slice(Math.floor(at * text.length) + 1),
  ),
  fc.tuple(place, place).map(
    ([first, second]): Change =>
      (text) => {
        const lines = text.split('\n');
        const [a, b] = [Math.floor(first * lines.length), Math.floor(second * lines.length)];
        const line = lines[a] ?? '';
        lines[a] = lines[b] ?? '';
        lines[b] = line;
        return lines.join('\n');
      },
  ),
);

/** A text from `originals` with one to five changes: parts put in, taken out, doubled, lines exchanged. */
export function mutated(originals: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([original, changes]) => changes.reduce((text, apply) => apply(text), original));
}

const junk: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x'.repeat(5000),
  [],
  {},
  [null],
  { a: 1 },
  '\0',
  nest(100),
  nest(3000),
];

function nest(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** `value` with one part of it exchanged for what is of another kind, taken out, or put in. */
export function withJunk(value: unknown): fc.Arbitrary<unknown> {
  const isBranch = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const anything = fc.constantFrom(...junk);
  if (!isBranch) return anything;
  const keys = Object.keys(value);
  const copy = (key: string, part: unknown) =>
    Array.isArray(value)
      ? value.map((old: unknown, at) => (String(at) === key ? part : old))
      : { ...value, [key]: part };
  const inside = fc
    .constantFrom(...keys)
    .chain((key) => withJunk((value as Record<string, unknown>)[key]).map((part) => copy(key, part)));
  const without = fc
    .constantFrom(...keys)
    .map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)));
  const added = fc
    .tuple(fc.constantFrom(...nasty), anything)
    .map(([key, part]) => Object.fromEntries([...Object.entries(value), [key, part]]));
  return fc.oneof(
    { arbitrary: inside, weight: 6 },
    { arbitrary: without, weight: 2 },
    { arbitrary: added, weight: 1 },
    { arbitrary: anything, weight: 1 },
  );
}
