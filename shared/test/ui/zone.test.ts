import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { formatBucket, formatBucketIn } from '@monlight/shared/ui/bucket-words.ts';
import { timeTick } from '@monlight/shared/ui/chart-scales.ts';
import { formatBoth, formatDate, formatMoment, formatUtcDay } from '@monlight/shared/ui/moment.ts';
import { toFieldText, toMomentText, wordsOf } from '@monlight/shared/ui/time-range.ts';
import { fromWallClock, shift, toWallClock, zone, zoneName } from '@monlight/shared/ui/zone.ts';

// Of whoever runs the tests this makes someone in Kolkata, half an hour beside every full hour, or in Berlin.
const kolkata = 'Asia/Kolkata';
const berlin = 'Europe/Berlin';
const ownZone = process.env['TZ'];

function live(in_: string): void {
  process.env['TZ'] = in_;
  zone.value = 'local';
}

afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
  zone.value = 'utc';
});

const moment = Date.parse('2026-01-23T22:30:00.125Z');

describe('times on the pages', () => {
  it('are in UTC and say so', () => {
    assert.equal(formatMoment(moment), '2026-01-23 22:30:00 UTC');
    assert.equal(formatMoment(moment, 'millisecond'), '2026-01-23 22:30:00.125 UTC');
    assert.equal(formatMoment(Number.NaN), '–');
    assert.equal(formatBucketIn(moment - 125, 900_000), '2026-01-23 22:30–22:45 UTC');
  });

  it('are those of the clock on the wall where somebody wants that, days and all', () => {
    live(kolkata);

    assert.equal(toWallClock(moment), '2026-01-24T04:00:00.125');
    assert.match(formatMoment(moment), /^2026-01-24 04:00:00 (GMT\+5:30|IST)$/);
    assert.equal(formatDate(moment), '2026-01-24');
    assert.equal(formatBucket(moment - 125, 900_000), '2026-01-24 04:00–04:15');
    assert.equal(toFieldText(moment - 125), '2026-01-24T04:00');
    assert.match(wordsOf({ kind: 'custom', since: moment - 125, until: null }), /^Since 2026-01-24 04:00 /);
  });

  it('are in both zones on hover, the chosen one first, and once where both are the same', () => {
    process.env['TZ'] = kolkata;
    const [first, second] = formatBoth(moment).split('\n');
    zone.value = 'local';
    const turned = formatBoth(moment).split('\n');
    live('UTC');

    assert.equal(first, '2026-01-23 22:30:00 UTC');
    assert.deepEqual(turned, [second, first]);
    assert.equal(formatBoth(moment), '2026-01-23 22:30:00 UTC');
  });

  it('keep to UTC in addresses, and as days of UTC', () => {
    live(kolkata);

    assert.equal(toMomentText(moment - 125), '2026-01-23T22:30Z');
    assert.equal(formatUtcDay(Date.UTC(2026, 0, 23)), '23 Jan');
  });

  it('come back from a form field, in summer and in winter', () => {
    live(berlin);

    for (const text of ['2026-01-23T22:30', '2026-07-23T22:30:05', '2026-03-29T03:00']) {
      const ms = fromWallClock(text) ?? Number.NaN;
      assert.equal(toFieldText(ms), text);
    }
    assert.equal(fromWallClock('2026-01-23T22:30'), Date.parse('2026-01-23T21:30Z'));
    assert.equal(fromWallClock(''), null);
    assert.equal(fromWallClock('soon'), null);
  });

  it('know the name that their zone has at that time', () => {
    assert.equal(zoneName(moment), 'UTC');
    assert.equal(zoneName(Number.NaN, 'local'), 'UTC');
  });
});

describe('the ticks of an axis', () => {
  it('are days at the midnights of the zone', () => {
    live(kolkata);
    const midnight = Date.parse('2026-01-23T18:30Z') / 1000;
    const tick = timeTick([midnight - 3600, midnight], shift);

    assert.deepEqual([midnight - 3600, midnight].map(tick), ['23:00', '24 Jan']);
  });

  it('tell times of one second apart', () => {
    const from = Date.parse('2026-01-23T18:30:05Z') / 1000;
    const ticksOf = (step: number): string[] => {
      const splits = [from, from + step, from + 2 * step];
      return splits.map(timeTick(splits));
    };

    assert.deepEqual(ticksOf(1), ['18:30:05', '18:30:06', '18:30:07']);
    assert.deepEqual(ticksOf(0.2), ['30:05.0', '30:05.2', '30:05.4']);
    assert.deepEqual(ticksOf(0.1), ['30:05.0', '30:05.1', '30:05.2']);
    assert.deepEqual(ticksOf(0.05), ['30:05.00', '30:05.05', '30:05.10']);
    assert.deepEqual(ticksOf(0.001), ['30:05.000', '30:05.001', '30:05.002']);
  });
});
