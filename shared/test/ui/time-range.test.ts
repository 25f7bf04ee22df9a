import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundsOf, type TimeRange, toParams, toRange, wordsOf } from '@monlight/shared/ui/time-range.ts';

const allTime: TimeRange = { kind: 'all' };
const lastDay: TimeRange = { kind: 'last', span: '24h' };
const since = Date.parse('2026-01-23T15:30:00Z');
const until = Date.parse('2026-01-23T16:00:00Z');

const written: { range: TimeRange; params: [range: string, since: string, until: string]; words: string }[] = [
  { range: { kind: 'last', span: '15m' }, params: ['15m', '', ''], words: 'Last 15 minutes' },
  { range: { kind: 'last', span: '30d' }, params: ['30d', '', ''], words: 'Last 30 days' },
  { range: lastDay, params: ['24h', '', ''], words: 'Last 24 hours' },
  { range: allTime, params: ['', '', ''], words: 'All time' },
  {
    range: { kind: 'custom', since, until },
    params: ['', '2026-01-23T15:30Z', '2026-01-23T16:00Z'],
    words: '2026-01-23 15:30 – 16:00 UTC',
  },
  {
    range: { kind: 'custom', since, until: since + 86_400_000 + 1500 },
    params: ['', '2026-01-23T15:30Z', '2026-01-24T15:30:01.500Z'],
    words: '2026-01-23 15:30 – 2026-01-24 15:30:01.500 UTC',
  },
  {
    range: { kind: 'custom', since: null, until },
    params: ['', '', '2026-01-23T16:00Z'],
    words: 'Until 2026-01-23 16:00 UTC',
  },
  {
    range: { kind: 'custom', since, until: null },
    params: ['', '2026-01-23T15:30Z', ''],
    words: 'Since 2026-01-23 15:30 UTC',
  },
];

describe('a time range', () => {
  it('comes back from the parameters it was written to, and has words', () => {
    for (const { range, params, words } of written) {
      const [name, from, to] = params;

      assert.deepEqual(toParams(range, allTime), { range: name, since: from, until: to });
      assert.deepEqual(toRange(toParams(range, allTime), allTime), range);
      assert.equal(wordsOf(range), words);
    }
  });

  it('is the standard one when the parameters make no sense', () => {
    for (const range of ['5y', 'constructor', '']) {
      assert.deepEqual(toRange({ range, since: '', until: 'yesterday' }, lastDay), lastDay);
    }
  });

  it('writes everything as "all" where that is not the standard', () => {
    assert.equal(toParams(allTime, lastDay).range, 'all');
    assert.deepEqual(toRange({ range: 'all', since: '', until: '' }, lastDay), allTime);
  });

  it('reads any offset, and UTC where there is none', () => {
    const params = { range: '', since: '2026-01-23T16:30+01:00', until: '2026-01-23T16:00' };

    assert.deepEqual(toRange(params, allTime), { kind: 'custom', since, until });
  });

  it('moves with the time when it is relative', () => {
    assert.deepEqual(boundsOf(lastDay, until), { since: until - 86_400_000, until: null });
    assert.deepEqual(boundsOf(allTime, until), { since: null, until: null });
  });
});
