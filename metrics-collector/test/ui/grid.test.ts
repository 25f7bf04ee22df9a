import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columnOf, fillInside, gridOf, rateIn, shortened } from '../../ui/src/grid.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = (time: string) => `2026-01-23T${time}Z`;
const present = Date.parse(at('10:04:20.000'));
const asked = { since: at('10:00:30.000'), until: at('10:04:20.000'), resolution: 'minute' as const };
const quarter = gridOf(asked, present);

describe('the buckets of a chart', () => {
  it('are all that the span touches, the last of which may have just begun', () => {
    const starts = quarter.times.map((ms) => new Date(ms).toISOString().slice(11, 16));

    assert.deepEqual(starts, ['10:00', '10:01', '10:02', '10:03', '10:04']);
    assert.deepEqual(quarter.span, [Date.parse(at('10:00:00')), Date.parse(at('10:04:20'))]);
  });

  it('hold what was sent in them, and nothing where nothing was', () => {
    const rows = [
      { bucket: at('10:01:00.000'), value: 3 },
      { bucket: at('10:03:00.000'), value: null },
      { bucket: at('11:00:00.000'), value: 9 },
    ];

    const column = columnOf(quarter, rows, ({ value }) => value);

    assert.deepEqual(column, [null, 3, null, null, null]);
  });

  it('keep every row of the span, whatever it is', () => {
    const span = fc.record({ first: fc.integer({ min: 0, max: 40_000 }), count: fc.integer({ min: 1, max: 200 }) });

    fc.assert(
      fc.property(span, fc.constantFrom('minute' as const, 'hour' as const), ({ first, count }, resolution) => {
        const stepMs = resolution === 'minute' ? minuteMs : hourMs;
        const starts = Array.from({ length: count }, (_, index) => new Date((first + index) * stepMs).toISOString());
        const until = new Date((first + count) * stepMs).toISOString();
        const grid = gridOf({ since: starts[0] ?? '', until, resolution });

        const column = columnOf(
          grid,
          starts.map((bucket) => ({ bucket })),
          (_row, ms) => ms,
        );

        assert.deepEqual(column, grid.times);
      }),
    );
  });

  it('count as zero between two that hold something, where that is asked for', () => {
    assert.deepEqual(fillInside([null, 2, null, null, 1, null]), [null, 2, 0, 0, 1, null]);
    assert.deepEqual(fillInside([null, null]), [null, null]);
  });
});

describe('a rate', () => {
  it('is by the whole bucket, and by what has passed of the newest', () => {
    assert.equal(rateIn(quarter, 30, Date.parse(at('10:01:00')), minuteMs), 30);
    assert.equal(rateIn(quarter, 30, Date.parse(at('10:04:00')), minuteMs), 90);
    assert.equal(rateIn(quarter, 30, Date.parse(at('10:01:00')), 1000), 0.5);
  });

  it('is by the whole bucket where a span of the past ends within it', () => {
    const past = gridOf(asked, present + hourMs);

    assert.equal(rateIn(past, 30, Date.parse(at('10:04:00')), minuteMs), 30);
  });

  it('is not told of a bucket that has only just begun', () => {
    const early = gridOf({ ...asked, until: at('10:04:05') }, present);

    assert.equal(rateIn(early, 30, Date.parse(at('10:04:00')), minuteMs), null);
  });
});

describe('a chart of a service that began just now', () => {
  const day = gridOf({ ...asked, since: '2026-01-22T10:04:20.000Z' }, present);
  const month = gridOf({ since: '2025-12-24T10:04:20Z', until: asked.until, resolution: 'hour' }, present);
  const lengthOf = ({ span: [since, until] }: typeof day) => Math.round((until - since) / hourMs);
  const cases: [what: string, grid: typeof day, oldest: string | null, hours: number][] = [
    ['an hour at least', day, at('09:58:00.000'), 1],
    ['no more than from the oldest value on', day, at('07:04:00.000'), 3],
    ['all that was asked for where half of it is filled', day, '2026-01-22T22:00:00.000Z', 24],
    ['all that was asked for where it holds nothing', day, null, 24],
    ['a day at least where buckets are hours', month, at('09:00:00.000'), 24],
  ];
  for (const [what, grid, oldest, hours] of cases) {
    it(`shows ${what}`, () => {
      const rows = oldest === null ? [] : [{ bucket: asked.until }, { bucket: oldest }];

      const shown = shortened(grid, rows);

      assert.deepEqual([lengthOf(shown), shown.isShortened], [hours, hours !== lengthOf(grid)]);
      assert.equal(shown.times.at(-1), grid.times.at(-1));
      assert.deepEqual(shown.times[0], shown.span[0]);
    });
  }
});
