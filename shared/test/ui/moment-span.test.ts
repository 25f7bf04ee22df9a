import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paramsAround, spanAround } from '@monlight/shared/ui/moment-span.ts';
import type { ServiceName } from '@monlight/shared/ui/services.ts';

const moment = Date.parse('2026-01-23T15:30:20.250Z');

describe('what a service shows around a moment', () => {
  const cases: [service: ServiceName, params: Record<string, string>][] = [
    ['errors', { view: 'all', since: '2026-01-23T15:28:20Z', until: '2026-01-23T15:31:21Z' }],
    ['logs', { since: '2026-01-23T15:28:20Z', until: '2026-01-23T15:31:21Z', at: '2026-01-23T15:30:20.250Z' }],
    ['metrics', { since: '2026-01-23T15:15Z', until: '2026-01-23T15:36Z' }],
  ];
  for (const [service, params] of cases) {
    it(`is said in the words of its address: ${service}`, () => {
      assert.deepEqual(paramsAround(service, moment), params);
    });
  }

  it('ends after the moment also where that is the edge of a minute', () => {
    const edge = Date.parse('2026-01-23T15:30:00Z');

    const { since, until } = spanAround('metrics', edge);

    assert.deepEqual([since, until], [edge - 15 * 60_000, edge + 5 * 60_000]);
  });
});
