import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { HOUR_MS } from '@monlight/shared/time';
import fc from 'fast-check';
import type { Report } from '../../src/ingest/report.ts';
import { createGroupList } from '../../src/store/group-list.ts';
import { createGroupStore } from '../../src/store/groups.ts';
import { createOccurrenceStore } from '../../src/store/occurrences.ts';
import { createTrendStore } from '../../src/store/trends.ts';
import { openStore } from '../alerts/support.ts';

const NOW = Date.UTC(2026, 0, 23, 15, 30);

const report = fc.record<Report>({
  project: fc.constant('shop'),
  exceptionType: fc.constant('ValueError'),
  message: fc.constantFrom('one', 'two'),
  traceback: fc.constantFrom('a', 'b', 'c'),
  environment: fc.constantFrom('prod', 'staging'),
  requestUrl: fc.constant(null),
  requestMethod: fc.constant(null),
  userId: fc.integer({ min: 0, max: 99 }).map(String),
  requestHeaders: fc.constant(null),
  extra: fc.constant(null),
  fingerprint: fc.constantFrom('f', 'g'),
  timestamp: fc.integer({ min: 0, max: 5 }).map((hours) => NOW - hours * HOUR_MS),
  count: fc.integer({ min: 1, max: 9 }),
});
/** What one after the other does: reports, and now and then somebody resolves or mutes everything. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.array(report, { minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('resolve' as const, 'mute' as const) },
);

/** An error tracker's stores on a database of their own. */
function openStores(t: TestContext) {
  const db = openStore(t);
  const now = () => NOW;
  const groups = createGroupStore(db, now);
  const list = createGroupList(db, now);
  const ids = db.prepare<[], number>('SELECT id FROM groups ORDER BY id').pluck();
  const [occurrences, trends] = [createOccurrenceStore(db), createTrendStore(db, now)];
  return {
    groups,
    clear: () => db.exec('DELETE FROM groups; DELETE FROM sqlite_sequence'),
    all: () =>
      ids.all().map((id) => ({
        group: list.find(id),
        occurrences: occurrences.ofGroup(id),
        trend: trends.hourly([id]).get(id),
      })),
  };
}

describe('reports of one group that are recorded together', () => {
  it('come to the same as one after the other', (t) => {
    const together = openStores(t);
    const alone = openStores(t);

    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        together.clear();
        alone.clear();
        for (const each of steps) {
          if (typeof each === 'string') {
            for (const { groups } of [together, alone]) for (const id of [1, 2]) groups.apply(each, id);
            continue;
          }
          const inTurn = [...Map.groupBy(each, ({ fingerprint }) => fingerprint).values()];
          const answers = inTurn.map((same) => together.groups.record(same));
          const expected = inTurn.map((same) => same.flatMap((one) => alone.groups.record([one])));
          assert.deepEqual(answers, expected);
        }
        assert.deepEqual(together.all(), alone.all());
      }),
      { numRuns: 150 },
    );
  });
});
