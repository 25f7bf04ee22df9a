import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatNumber, formatOf, type Unit, unitOf } from '../../ui/src/unit.ts';

describe('the unit of a metric', () => {
  const cases: [name: string, unit: Unit][] = [
    ['http_request_duration_seconds', 'seconds'],
    ['cpu_seconds_total', 'seconds'],
    ['response_time_ms', 'milliseconds'],
    ['network_sent_bytes_total', 'bytes'],
    ['cache_hit_ratio', 'fraction'],
    ['cpu_usage_percent', 'percent'],
    ['http_requests_total', 'plain'],
    ['bytes_per_request', 'plain'],
  ];

  for (const [name, unit] of cases) {
    it(`of ${name} is ${unit}`, () => {
      assert.equal(unitOf(name), unit);
    });
  }
});

describe('a value', () => {
  const cases: [unit: Unit, per: '' | '/s' | '/min', value: number, text: string][] = [
    ['plain', '', 1234.5, '1,235'],
    ['plain', '/min', 12.345, '12.3 /min'],
    ['bytes', '/s', 1_500_000, '1.5 MB/s'],
    ['bytes', '', 0, '0 B'],
    ['seconds', '', 0.0421, '42.1 ms'],
    ['seconds', '', 9.5, '9,500 ms'],
    ['seconds', '', 12.5, '12.5 s'],
    ['seconds', '', 900, '15 min'],
    ['milliseconds', '', 0, '0 ms'],
    ['fraction', '', 0.0123, '1.23 %'],
    ['percent', '', 40, '40 %'],
  ];

  for (const [unit, per, value, text] of cases) {
    it(`of ${value} in ${unit}${per} reads ${text}`, () => {
      assert.equal(formatOf(unit, per)(value), text);
    });
  }

  it('has about three figures, however large or small it is', () => {
    const texts = [0, -1.5, 0.000_012_3, 0.012_345, 999.4, 123_456.7, 12_345_678, 1e18].map(formatNumber);

    assert.deepEqual(texts, ['0', '-1.5', '1.23e-5', '0.0123', '999', '123,457', '12.35M', '1.00e+18']);
  });

  it('is written by the same function each time, so that charts are not drawn anew', () => {
    assert.equal(formatOf('bytes', '/s'), formatOf('bytes', '/s'));
  });
});
