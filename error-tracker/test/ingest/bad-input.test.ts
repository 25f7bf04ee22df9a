import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { report, startErrorTracker } from '../start.ts';

const LIMIT = 256 * 1024;

/** A report padded to exactly this many bytes. */
function sized(bytes: number): string {
  const empty = JSON.stringify(report({ message: '' }));
  return JSON.stringify(report({ message: 'x'.repeat(bytes - Buffer.byteLength(empty)) }));
}

function nested(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let level = 1; level < levels; level += 1) value = { value };
  return value;
}

describe('a report that cannot be taken', () => {
  const fields: [name: string, fine: unknown[], bad: unknown[], detail: string][] = [
    [
      'project',
      ['a', 'x'.repeat(100), '😀'.repeat(100)],
      ['', 'x'.repeat(101), '😀'.repeat(101), 1, [], {}, true],
      "Field 'project' must be a string of 1 to 100 characters",
    ],
    [
      'exception_type',
      ['E', 'x'.repeat(200)],
      ['', 'x'.repeat(201), 7],
      "Field 'exception_type' must be a string of 1 to 200 characters",
    ],
    ['message', ['', 'x'.repeat(100_000)], [1, {}, ['a']], "Field 'message' must be a string"],
    ['traceback', ['', '\n'.repeat(1000)], [1, {}], "Field 'traceback' must be a string"],
    [
      'environment',
      ['', 'x'.repeat(20)],
      ['x'.repeat(21), 1],
      "Field 'environment' must be a string of at most 20 characters",
    ],
    [
      'request_url',
      ['', 'x'.repeat(2000)],
      ['x'.repeat(2001), {}],
      "Field 'request_url' must be a string of at most 2000 characters",
    ],
    [
      'request_method',
      ['GET', 'x'.repeat(10)],
      ['x'.repeat(11), 1],
      "Field 'request_method' must be a string of at most 10 characters",
    ],
    ['user_id', ['', 'u', 0, -1.5, 1e300], [true, {}, []], "Field 'user_id' must be a string or a number"],
    ['request_headers', [{}, { a: ['b'] }], [[], 'a', 1, true], "Field 'request_headers' must be a JSON object"],
    ['extra', [{}, nested(64)], [[], 'a', 1], "Field 'extra' must be a JSON object"],
    ['extra', [], [nested(65), nested(5000)], "Field 'extra' must be nested at most 64 levels deep"],
    [
      'fingerprint',
      ['f', 'x'.repeat(200)],
      ['', 'x'.repeat(201), 1],
      "Field 'fingerprint' must be a string of 1 to 200 characters",
    ],
    [
      'timestamp',
      ['2026-01-01', '0001-01-01T00:00:00Z'],
      ['soon', '', 1769182200, '2026-02-30'],
      "Field 'timestamp' must be an ISO 8601 time such as 2026-01-23T15:30:00Z",
    ],
    ['count', [1, 10_000], [0, 10_001, 1.5, -1, '1', true], "Field 'count' must be a whole number from 1 to 10000"],
  ];
  for (const [name, fine, bad, detail] of fields) {
    it(`is told what is expected of ${name}: ${detail}`, async (t) => {
      const { send } = await startErrorTracker(t);

      for (const value of fine)
        assert.ok((await send({ [name]: value })).status < 300, JSON.stringify(value).slice(0, 80));
      for (const value of bad) {
        const answer = await send({ [name]: value });
        assert.deepEqual([answer.status, answer.body], [400, { detail }], JSON.stringify(value).slice(0, 80));
      }
    });
  }

  it('is told which required field is missing', async (t) => {
    const { call } = await startErrorTracker(t);

    for (const name of ['project', 'exception_type', 'message', 'traceback']) {
      const { [name]: _, ...rest } = report();
      const answer = await call('POST', '/api/errors', rest);
      assert.deepEqual([answer.status, answer.body], [400, { detail: `Missing required field: ${name}` }]);
    }
  });

  const bodies: [body: unknown, status: number, detail: string][] = [
    ['', 400, 'Invalid JSON'],
    ['{"project":', 400, 'Invalid JSON'],
    ['NaN', 400, 'Invalid JSON'],
    [Buffer.from(JSON.stringify(report()), 'utf16le'), 400, 'Invalid JSON'],
    [Buffer.from('{"project":"caf\xe9"}', 'latin1'), 400, 'Request body must be UTF-8'],
    ['[]', 400, 'Request body must be a JSON object'],
    ['null', 400, 'Request body must be a JSON object'],
    ['"text"', 400, 'Request body must be a JSON object'],
    ['12', 400, 'Request body must be a JSON object'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'Request body must be a JSON object'],
    [
      `{"project":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      400,
      "Field 'project' must be a string of 1 to 100 characters",
    ],
  ];
  for (const [body, status, detail] of bodies) {
    it(`gets ${status} "${detail}" for ${String(body).slice(0, 24) || 'nothing'}`, async (t) => {
      const { call } = await startErrorTracker(t);

      const answer = await call('POST', '/api/errors', body);

      assert.deepEqual([answer.status, answer.body], [status, { detail }]);
    });
  }

  it('is refused by size at 256 KiB and one byte, plain or inflated', async (t) => {
    const { call } = await startErrorTracker(t);
    const gzip = { 'content-encoding': 'gzip' };
    const tooLarge = { detail: 'Request body exceeds maximum size' };

    assert.equal((await call('POST', '/api/errors', sized(LIMIT))).status, 201);
    assert.equal((await call('POST', '/api/errors', gzipSync(sized(LIMIT)), gzip)).status, 200);
    for (const [body, headers] of [
      [sized(LIMIT + 1), {}],
      [gzipSync(sized(LIMIT + 1)), gzip],
      [gzipSync(Buffer.alloc(100_000_000)).subarray(0, LIMIT), gzip],
    ] as const) {
      const answer = await call('POST', '/api/errors', body, headers);
      assert.deepEqual([answer.status, answer.body], [413, tooLarge]);
    }
  });

  it('may be anything at all: ten thousand random bodies give 4xx with a reason, and the service lives', async (t) => {
    const { call } = await startErrorTracker(t);
    const wire = Object.keys(report()).concat([
      'environment',
      'user_id',
      'request_headers',
      'extra',
      'timestamp',
      'count',
    ]);
    const almost = fc
      .record({ name: fc.constantFrom(...wire), value: fc.jsonValue() })
      .map(({ name, value }) => JSON.stringify(report({ [name]: value })));
    const anything = fc.oneof(
      almost,
      fc.json(),
      fc.string(),
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(0).map(() => gzipSync(randomBytes(30))),
    );

    for (const chunk of inChunks(fc.sample(anything, { numRuns: 10_000, seed: 20261122 }), 100)) {
      const answers = await Promise.all(chunk.map((body) => call('POST', '/api/errors', body)));
      for (const { status, body } of answers) {
        assert.ok(
          status < 500 && (status < 300 || typeof body.detail === 'string'),
          `${status} ${JSON.stringify(body)}`,
        );
      }
    }
    assert.equal((await call('GET', '/health')).status, 200);
  });
});

function inChunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
