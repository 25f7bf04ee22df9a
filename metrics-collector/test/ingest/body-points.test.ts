import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toIso } from '@monlight/shared/time';
import fc from 'fast-check';
import { walkPoints } from '../../src/ingest/body-points.ts';
import { endOfValue, parseBetween } from '../../src/ingest/json-bytes.ts';
import { createPlainPoint, createPlainReader, type PlainPoint } from '../../src/ingest/plain-point.ts';
import { readPoint, type Point } from '../../src/ingest/read-point.ts';
import { createWrittenSeries } from '../../src/ingest/written-series.ts';
import { METRIC_TYPES } from '../../src/metric-type.ts';

const NOW = Date.UTC(2026, 0, 10, 12);

const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);
const points = fc.record(
  {
    name: words,
    type: fc.constantFrom(...METRIC_TYPES),
    value: fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0.1, 1e21, 5e-324),
    ),
    labels: fc.dictionary(words, fc.oneof(words, fc.integer(), fc.boolean()), { maxKeys: 4 }),
    timestamp: fc.oneof(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()),
      fc.constantFrom('2026-01-10T12:00:00Z', '2026-01-10T12:00:00.123456+01:00', '2026-01-10', '2026-01-10T23:59:60Z'),
    ),
  },
  { requiredKeys: ['name', 'type', 'value'] },
);
const blanks = fc.constantFrom('', ' ', '\n', '\t\r\n ');
const bodies = fc
  .tuple(fc.array(points, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 1, 2), fc.boolean(), blanks)
  .map(
    ([list, indent, isWrapped, blank]) =>
      `${blank}${JSON.stringify(isWrapped ? { metrics: list } : list, null, indent)}${blank}`,
  );

/** What a body holds, read as it is when the whole of it is parsed; null for one that is refused. */
function parseWhole(body: Buffer): Point[] | null {
  try {
    const parsed = JSON.parse(body.toString()) as Point[] | { metrics: Point[] };
    const list = Array.isArray(parsed) ? parsed : parsed.metrics;
    return list.length === 0 ? null : list.map((given, index) => readPoint(given, index, NOW));
  } catch {
    return null;
  }
}

/** The same in the way of the service, which does not look into a point again whose name and labels it has seen. */
function readInPlace(body: Buffer): Point[] | null {
  const readPlain = createPlainReader();
  const plain = createPlainPoint();
  const found: Point[] = [];
  function take(from: number, index: number): number {
    const isPlain = readPlain(body, from, NOW, plain);
    if (isPlain && isKnown(body, plain)) {
      const { type, value, time, nameFrom, nameTo, end } = plain;
      const point = readPoint(JSON.parse(body.toString('utf8', from, end)), index, NOW);
      assert.deepEqual([type, value, time], [point.type, point.value, point.time]);
      assert.equal(JSON.parse(body.toString('utf8', nameFrom - 1, nameTo + 1)), point.name);
      found.push(point);
      return end;
    }
    const end = endOfValue(body, from);
    found.push(readPoint(parseBetween(body, from, end), index, NOW));
    return end;
  }
  const walk = walkPoints(body, Infinity, take);
  try {
    walk.next();
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
  return found;
}

/** True when the text of a point's name and labels is right, as is known of one that was seen before. */
function isKnown(body: Buffer, { nameFrom, nameTo, labelsFrom, labelsTo }: PlainPoint): boolean {
  const name = body.toString('utf8', nameFrom - 1, nameTo + 1);
  const labels = body.toString('utf8', labelsFrom, labelsTo) || '{}';
  return parseWhole(Buffer.from(`[{"name":${name},"type":"counter","value":1,"labels":${labels}}]`)) !== null;
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 400;
}

describe('the points of a body', () => {
  it('are what they are when the whole body is parsed', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        const body = Buffer.from(text);

        assert.deepEqual(readInPlace(body), parseWhole(body));
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused when, and only when, the whole body would be, whatever happened to its bytes', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Buffer.from('{}[]",:\\ 0-.e+tn\n\0é'), -1)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(bodies, changes, (text, bytes) => {
        let body = Buffer.from(text);
        for (const [place, byte] of bytes) {
          const at = place % (body.length + 1);
          body = Buffer.concat([
            body.subarray(0, at),
            Buffer.from(byte === -1 ? [] : [byte]),
            body.subarray(byte === -1 ? at + 1 : at),
          ]);
        }
        fc.pre((body.toString().match(/"metrics"/g)?.length ?? 0) < 2);

        assert.deepEqual(readInPlace(body), parseWhole(body));
      }),
      { numRuns: 3000 },
    );
  });

  it('are read in place as clients write them', () => {
    const read = createPlainReader();
    const plain = createPlainPoint();
    for (const text of [
      '{"name":"jobs","type":"counter","value":1}',
      String.raw`{"name":"\u006a\"","type":"counter","value":1,"labels":{"a\\":"\"}"}}`,
      '{"type":"histogram","labels":{"endpoint":"/a/{id}","größe":"x"},"value":-0.0023401260375976562,"name":"jobs"}',
      `{ "name": "jobs", "type": "gauge", "value": 12345678901234567890, "timestamp": "${toIso(NOW)}" }`,
    ]) {
      assert.equal(read(Buffer.from(text), 0, NOW, plain), true, text);
      assert.equal(plain.value, (JSON.parse(text) as Point).value);
    }
  });

  it('are not read in place when something about them is wrong or unusual', () => {
    const read = createPlainReader();
    const fields = { name: '"a"', type: '"gauge"', value: '1' };
    const unusual = [
      ...['01', '-01', '1.', '.5', '-', '+1', '1e5', '1.5E3', '"1"', 'null', '9'.repeat(400)].map((value) => ({
        ...fields,
        value,
      })),
      ...[
        '24:00:00Z',
        '12:60:00Z',
        '12:00:60Z',
        '12:00:00',
        '12:00:00.1Z',
        '12:00:00.1234Z',
        '12:00:00+01:00',
        '1a:00:00Z',
      ].map((time) => ({ ...fields, timestamp: `"2026-01-10T${time}"` })),
      { ...fields, timestamp: '"2026-02-30T12:00:00Z"' },
      { ...fields, type: '"timer"' },
      { ...fields, labels: '{"a":{"b":"c"}}' },
      { ...fields, labels: '["a"]' },
      { ...fields, labels: 'null' },
      { ...fields, unit: '"ms"' },
      { ...fields, 'value":1,"value': '2' },
      { name: fields.name, type: fields.type },
    ];
    for (const point of unusual) {
      const text = `{${Object.entries(point)
        .map(([key, value]) => `"${key}":${value}`)
        .join(',')}}`;
      assert.equal(read(Buffer.from(text), 0, NOW, createPlainPoint()), false, text);
    }
  });

  it('may stand beside other fields', () => {
    const body = Buffer.from('{"sdk":{"a":["]}"]},"met\\u0072ics":[{"name":"a","type":"gauge","value":1}],"x":"]"}');

    assert.equal(readInPlace(body)?.length, 1);
  });

  it('are given once', () => {
    const body = Buffer.from('{"metrics":[{"name":"a","type":"gauge","value":1}],"metrics":[]}');

    assert.throws(() => [...walkPoints(body, 1, endOfValue.bind(null, body))], /'metrics' must be given once/);
  });
});

describe('the series that texts name', () => {
  const textOf = (name: string, labels: object) =>
    Buffer.from(JSON.stringify({ name, type: 'counter', value: 1, labels }));
  const read = createPlainReader();

  it('are found by exactly the same text, also among very many', () => {
    const written = createWrittenSeries();
    const plain = createPlainPoint();
    const sent = Array.from({ length: 20_000 }, (_, n) => textOf(`m${n % 7}`, { n: String(n), 'a,b': 'c' }));
    for (const [index, text] of sent.entries()) {
      read(text, 0, NOW, plain);
      written.remember(text, plain, index + 1);
    }

    const found = sent.map((text) => (read(text, 0, NOW, plain), written.find(text, plain)));
    const other = textOf('m1', { n: '1', 'a,b': 'd' });
    read(other, 0, NOW, plain);

    assert.deepEqual(
      found,
      sent.map((_, index) => index + 1),
    );
    assert.equal(written.find(other, plain), 0);
  });

  it('are told apart where name and labels run into each other', () => {
    const written = createWrittenSeries();
    const plain = createPlainPoint();
    const texts = [
      textOf('a', { b: 'c' }),
      textOf('a{', { b: 'c' }),
      textOf('a', {}),
      Buffer.from('{"name":"a","type":"gauge","value":1}'),
    ];
    for (const [index, text] of texts.entries()) {
      read(text, 0, NOW, plain);
      if (written.find(text, plain) === 0) written.remember(text, plain, index + 1);
    }

    assert.deepEqual(
      texts.map((text) => (read(text, 0, NOW, plain), written.find(text, plain))),
      [1, 2, 3, 4],
    );
  });

  it('are forgotten when there are too many, and learned again', () => {
    const written = createWrittenSeries();
    const plain = createPlainPoint();
    let known = 0;
    for (let n = 0; n < 100_000; n += 1) {
      const text = textOf('m', { n: String(n) });
      read(text, 0, NOW, plain);
      written.remember(text, plain, n + 1);
      if (written.find(text, plain) === n + 1) known += 1;
    }

    assert.equal(known, 100_000);
  });
});
