import assert from 'node:assert/strict';
import { testParsers } from '@monlight/shared/testing/fuzz/parser';
import { walkPoints } from '../../src/ingest/body-points.ts';
import { endOfValue, parseBetween } from '../../src/ingest/json-bytes.ts';
import { createPlainPoint, createPlainReader } from '../../src/ingest/plain-point.ts';
import { readPoint } from '../../src/ingest/read-point.ts';
import { parseLabels } from '../../src/query/labels.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const BODY_BYTES = 1024 * 1024;

const points = [
  { name: 'jobs', type: 'counter', value: 1, labels: { queue: 'mail', shard: 3, ok: true } },
  { name: 'http_request_duration_seconds', type: 'histogram', value: 0.25, timestamp: '2026-01-10T11:59:00Z' },
  {
    name: 'température "x"',
    type: 'gauge',
    value: -1.5e-7,
    labels: { é: '\\"\n' },
    timestamp: '2026-01-10T12:00:00.5+01:00',
  },
];
const bodies = [points, { metrics: points }, { other: { a: [1] }, metrics: points.slice(1), more: 'x' }].flatMap(
  (body) => [JSON.stringify(body), JSON.stringify(body, null, 2)],
);

/** Reads a body in place, as the service does; null for one that is refused. */
function read(text: string): unknown[] | null {
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  const readPlain = createPlainReader();
  const plain = createPlainPoint();
  const take = (from: number, index: number): number => {
    const end = readPlain(bytes, from, NOW, plain) ? plain.end : endOfValue(bytes, from);
    found.push(readPoint(parseBetween(bytes, from, end), index, NOW));
    return end;
  };
  try {
    for (const _ of walkPoints(bytes, 500, take));
    return found;
  } catch (error) {
    assert.equal((error as { statusCode?: number }).statusCode, 400);
    return null;
  }
}

/** The same of the body as a whole; null where it is no JSON. */
function readWhole(text: string): unknown[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text).toString('utf8'));
    const list = (Array.isArray(parsed) ? parsed : (parsed as { metrics: unknown[] }).metrics) as unknown[];
    return list.map((point, index) => readPoint(point, index, NOW));
  } catch {
    return null;
  }
}

testParsers(new URL('corpus/texts.jsonl', import.meta.url), [
  {
    name: 'a body of points',
    originals: bodies,
    longest: BODY_BYTES / 4,
    parse: (text) => {
      const found = read(text);
      if (found) assert.deepEqual(found, readWhole(text));
    },
  },
  {
    name: 'a filter of labels',
    originals: ['method:GET,status:200', String.raw`path:/a\,b\:c,x:`, 'a:b:c,,d:e'],
    longest: 64 * 1024,
    parse: parseLabels,
  },
]);
