import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { LEVELS } from '../../src/level.ts';
import { compileSearch } from '../../src/search/compile.ts';
import { createMatcher } from '../../src/search/match.ts';
import { parseSearch } from '../../src/search/parse.ts';
import type { Entry } from '../../src/store/entries.ts';
import { MAX_BUCKETS } from '../../src/store/read/histogram.ts';
import { ALL, openStore } from './open.ts';

const MAX_ENTRIES = 5000;
const START = Date.UTC(2026, 0, 23);
const NAMES = ['db', 'web', 'worker'];
const SEARCHES = ['common', 'rare', 'user-login', '"even word"', 'common NOT even', 'rare OR odd', 'ev*', 'nothing'];

/** 7000 entries, of which 2000 are gone: mostly in the order of time, with a stretch that came late. */
function fill(t: TestContext) {
  const opened = openStore(t, { maxEntries: MAX_ENTRIES });
  const entries: Entry[] = [];
  for (let from = 0; from < 7000; from += 500) {
    const batch = Array.from({ length: 500 }, (_, index) => {
      const n = from + index;
      const isLate = n >= 4000 && n < 4600;
      return {
        time: START + (isLate ? n - 2500 : n) * 1000 + ((n * 7919) % 1500),
        container: opened.containers[(n * 31 + (n >> 5)) % 3] ?? 0,
        stream: n % 2,
        level: n % 97 === 0 ? 4 : n % 11 === 0 ? 3 : n % 5,
        message: `entry ${n} ${n % 2 === 0 ? 'common' : 'odd'} ${n % 400 === 0 ? 'rare' : ''} ${n % 6 === 0 ? 'even word' : 'word even'} ${n % 50 === 0 ? 'user-login' : 'user login'}`,
      };
    });
    entries.push(...opened.add(batch));
  }
  return { ...opened, shown: entries.slice(-MAX_ENTRIES) };
}

const filters = fc.record({
  containers: fc.option(fc.subarray([...NAMES, 'unknown'], { minLength: 1 }), { nil: null }),
  levels: fc.option(fc.subarray([...LEVELS.keys()], { minLength: 1 }), { nil: null }),
  search: fc.option(fc.constantFrom(...SEARCHES), { nil: null }),
  since: fc.option(fc.integer({ min: 1400, max: 7200 }), { nil: null }),
  until: fc.option(fc.integer({ min: 1400, max: 7200 }), { nil: null }),
});

describe('what is read', () => {
  it('is what looking at every entry finds, for any filter, page and bucket', (t) => {
    const { reads, shown, containers } = fill(t);

    fc.assert(
      fc.property(
        filters,
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.integer({ min: 1, max: 7100 }), { nil: null }),
        (given, offset, limit, before) => {
          const search = given.search === null ? null : parseSearch(given.search);
          const matches = search ? createMatcher(search) : () => true;
          const since = given.since === null ? null : START + given.since * 1000;
          const until = given.until === null ? null : START + given.until * 1000 + 321;
          const filter = { ...given, search: search && compileSearch(search), since, until };
          const wanted = shown.filter(
            (entry) =>
              (given.containers?.includes(NAMES[containers.indexOf(entry.container)] ?? '') ?? true) &&
              (given.levels?.includes(entry.level) ?? true) &&
              matches(entry.message) &&
              entry.time >= (since ?? -Infinity) &&
              entry.time <= (until ?? Infinity),
          );

          const page = reads.page({ filter, limit, offset, before });
          const slice = reads.slice({ filter, after: 3000, upTo: 6000, limit });
          const histogram = reads.histogram(filter);

          const newest = wanted.toReversed().filter(({ id }) => id < (before ?? Infinity));
          assert.equal(page.total, wanted.length);
          assert.deepEqual(ids(page.rows), ids(newest.slice(offset, offset + limit)));
          assert.deepEqual(ids(slice.rows), ids(wanted.filter(({ id }) => id > 3000 && id <= 6000).slice(0, limit)));
          assert.equal(slice.through, slice.rows.length < limit ? 6000 : slice.rows.at(-1)?.id);
          if (!histogram) return assert.equal(wanted.length, 0);
          assert.ok(histogram.buckets.length <= MAX_BUCKETS);
          for (const { start, counts } of histogram.buckets) {
            const end = start + histogram.intervalMs;
            const expected = LEVELS.map(() => 0);
            for (const { time, level } of wanted) if (time >= start && time < end) expected[level]! += 1;
            assert.deepEqual(counts, expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sums up what is shown, and not what the ring buffer has passed', (t) => {
    const { reads, shown, containers } = fill(t);

    const summary = reads.summary();
    const byName = reads.containers();

    assert.equal(summary.total, MAX_ENTRIES);
    assert.equal(summary.oldest, Math.min(...shown.map(({ time }) => time)));
    assert.equal(summary.newest, Math.max(...shown.map(({ time }) => time)));
    for (const level of LEVELS.keys()) {
      assert.equal(summary.byLevel.get(level), shown.filter((entry) => entry.level === level).length);
    }
    for (const [index, { name, entries, lastLog }] of byName.entries()) {
      const own = shown.filter(({ container }) => container === containers[index]);
      assert.equal(name, NAMES[index]);
      assert.equal(entries, own.length);
      assert.equal(lastLog, own.at(-1)?.time);
    }
  });

  it('shows an entry with its neighbours of the same container, oldest first', (t) => {
    const { reads, shown, containers } = fill(t);
    const own = shown.filter(({ container }) => container === containers[1]);
    const middle = own[700] as Entry;

    const context = reads.context({ id: middle.id, before: 40, after: 30 });
    const first = reads.context({ id: own[0]?.id ?? 0, before: 40, after: 1 });

    assert.deepEqual(ids(context?.before ?? []), ids(own.slice(660, 700)));
    assert.equal(context?.entry.message, middle.message);
    assert.deepEqual(ids(context?.after ?? []), ids(own.slice(701, 731)));
    assert.deepEqual(first?.before, []);
    assert.equal(reads.context({ id: 2000, before: 1, after: 1 }), null);
    assert.equal(reads.entry(7001), null);
  });

  it('answers an empty store', (t) => {
    const { reads } = openStore(t, { maxEntries: 10 });

    const summary = reads.summary();

    assert.deepEqual(reads.page({ filter: ALL, limit: 10, offset: 0, before: null }), {
      rows: [],
      total: 0,
      isFull: false,
    });
    assert.equal(reads.histogram(ALL), null);
    assert.deepEqual([summary.total, summary.oldest, summary.newest], [0, null, null]);
    assert.deepEqual(reads.slice({ filter: ALL, after: 0, upTo: 0, limit: 1 }), { rows: [], through: 0 });
  });

  it('hands long messages over in pieces, and tells that there is more', (t) => {
    const { reads, add } = openStore(t, { maxEntries: 100 });
    add(Array.from({ length: 10 }, (_, n) => ({ message: `${n} ${'x'.repeat(50_000)}` })));

    const page = reads.page({ filter: ALL, limit: 10, offset: 0, before: null });
    const slice = reads.slice({ filter: ALL, after: 0, upTo: 10, limit: 10 });

    assert.deepEqual(ids(page.rows), [10, 9]);
    assert.equal(page.isFull, true);
    assert.equal(slice.through, 2);
  });
});

function ids(entries: readonly { id: number }[]): number[] {
  return entries.map(({ id }) => id);
}
