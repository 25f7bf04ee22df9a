import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { METRIC_TYPES } from '../../src/metric-type.ts';
import { aggregationOf, aggregationsOf } from '../../ui/src/explorer/aggregation.ts';

describe('the aggregations on offer', () => {
  it('fit the type, the usual one first', () => {
    const names = METRIC_TYPES.map((type) => aggregationsOf(type, false).map(({ name }) => name));

    assert.deepEqual(names, [
      ['minute', 'second', 'count'],
      ['percentiles', 'avg', 'max', 'rate'],
      ['avg', 'min', 'max', 'last'],
    ]);
  });

  it('have one line each for groups', () => {
    const names = aggregationsOf('histogram', true).map(({ name }) => name);

    assert.deepEqual(names, ['p50', 'p95', 'p99', 'avg', 'max', 'rate']);
  });

  it('include the one that is shown when the address names none that fits', () => {
    assert.equal(aggregationOf('gauge', false, 'p95').name, 'avg');
    assert.equal(aggregationOf('histogram', false, 'p95').name, 'percentiles');
    assert.equal(aggregationOf('histogram', true, 'percentiles').name, 'p95');
    assert.equal(aggregationOf('histogram', true, 'max').name, 'max');
  });
});
