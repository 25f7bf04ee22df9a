import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createScrubber } from '../../../src/ingest/scrub/scrub.ts';

const BODY_LIMIT = 256 * 1024;
const PARTS = 64;

/** An object with as many names as a report has room for. */
function manyNames(toName: (index: number) => string, size: number): Record<string, unknown> {
  const names: string[] = [];
  for (let length = 0; length < size; length += (names.at(-1)?.length ?? 0) + '"":1,'.length) {
    names.push(toName(names.length));
  }
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Each fills a body: what makes a careless scrubber go over its text again, or deeper than the stack. */
const hostile: Record<string, (size: number) => Record<string, unknown>> = {
  'short names': (size) => manyNames((index) => index.toString(36), size),
  'names of many words': (size) => manyNames((index) => `${'a b '.repeat(10)}${index}`, size),
  'names of many humps': (size) => manyNames((index) => `${'aB'.repeat(20)}${index}`, size),
  'one name of humps': (size) => ({ ['aB'.repeat(size / 2)]: 1 }),
  'one name of capitals': (size) => ({ ['A'.repeat(size)]: 1 }),
  'one name of words': (size) => ({ ['a-'.repeat(size / 2)]: 1 }),
  'one name of dashes': (size) => ({ ['-'.repeat(size)]: 1 }),
  'a long list': (size) => ({ list: new Array<number>(size / 2).fill(1) }),
  'secrets at every depth': (size) => {
    const nest = (level: number): Record<string, unknown> =>
      level === 0 ? {} : { token: 1, list: [nest(level - 1)], ...(level === 30 && { more: '1'.repeat(size) }) };
    return nest(30);
  },
};

describe('createScrubber', () => {
  it('hands back what has nothing to hide, uncopied', () => {
    const scrub = createScrubber();
    const headers = { 'user-agent': 'curl', referer: 'https://shop.example/in?page=2' };
    const extra = { cart: { items: [1, { name: 'pin' }] } };

    assert.equal(scrub.headers(headers), headers);
    assert.equal(scrub.extra(extra), extra);
  });

  it('leaves what it is given as it was', () => {
    const scrub = createScrubber();
    const given = { list: [{ deep: { token: 't' } }], cookie: 'a=b' };
    const before = structuredClone(given);

    const kept = scrub.extra(given);

    assert.deepEqual(given, before);
    assert.deepEqual(kept, { list: [{ deep: { token: '[scrubbed]' } }], cookie: '[scrubbed]' });
  });

  it('masks every value of a secret name, whatever its kind', () => {
    const scrub = createScrubber();

    const kept = scrub.extra({ token: null, secret: { a: 1 }, session: ['a'], otp: 0, jwt: false, auth: '' });

    assert.deepEqual(new Set(Object.values(kept)), new Set(['[scrubbed]']));
  });

  it('looks into headers that are lists and objects, too', () => {
    const scrub = createScrubber();

    const kept = scrub.headers({ Cookie: ['a=b'], 'x-forwarded': [{ token: 1 }], Location: '/in?token=a', origin: 7 });

    assert.deepEqual(kept, { 'x-forwarded': [{ token: '[scrubbed]' }], Location: '/in?token=[scrubbed]', origin: 7 });
  });

  for (const [what, make] of Object.entries(hostile)) {
    it(`takes time in proportion to the size: ${what}`, () => {
      const part = make(BODY_LIMIT / PARTS);
      const whole = make(BODY_LIMIT);

      // By the square, the whole would take 64 times as long as its parts; collecting its garbage takes some times as long.
      const ratio = cost(whole, 1) / cost(part, PARTS);
      assert.ok(ratio < 16, `${ratio.toFixed(1)} times as long as for as much in ${PARTS} parts`);
    });
  }
});

/** The processor's time in microseconds: the least of several, for what else the machine does only ever adds. */
function cost(extra: Record<string, unknown>, times: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const start = process.threadCpuUsage();
    for (let time = 0; time < times; time += 1) createScrubber().extra(extra);
    least = Math.min(least, process.threadCpuUsage(start).user);
  }
  // A clock that ticks slower than that makes both the same.
  return Math.max(least, 1000);
}
