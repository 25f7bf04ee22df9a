import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { periodDefaults, periodOf, rangeQuery, toChanges, toSpan } from '../../ui/src/period.ts';

const zoomed = { ...periodDefaults, range: '7d', ...toSpan(Date.UTC(2026, 0, 23, 15, 30), Date.UTC(2026, 0, 23, 16)) };

describe('the time in the address', () => {
  it('is the last 24 hours unless it says otherwise', () => {
    assert.deepEqual(rangeQuery(periodDefaults), { period: '24h' });
    assert.deepEqual(rangeQuery({ ...periodDefaults, range: 'nonsense' }), { period: '24h' });
    assert.deepEqual(rangeQuery({ ...periodDefaults, range: 'all' }), { period: '30d' });
  });

  it('may be any range that the other services have', () => {
    for (const range of ['15m', '6h']) assert.deepEqual(rangeQuery({ ...periodDefaults, range }), { period: range });
    const open = { ...periodDefaults, until: '2026-01-23T16:00Z' };
    assert.deepEqual(rangeQuery(open), { until: '2026-01-23T16:00:00.000Z', period: '24h' });
  });

  it('is asked for as two moments where a span is chosen', () => {
    const asked = rangeQuery(zoomed);

    assert.deepEqual(asked, { since: '2026-01-23T15:30:00.000Z', until: '2026-01-23T16:00:00.000Z' });
  });

  it('keeps the period that one comes back to from a span', () => {
    const back = { ...zoomed, ...toChanges({ kind: 'last', span: periodOf(zoomed) }) };

    assert.equal(periodOf(zoomed), '7d');
    assert.deepEqual(rangeQuery(back), { period: '7d' });
  });
});
