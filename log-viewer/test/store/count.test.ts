import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileSearch } from '../../src/search/compile.ts';
import { createMatcher } from '../../src/search/match.ts';
import { parseSearch } from '../../src/search/parse.ts';
import { ALL, openStore } from './open.ts';

const SEARCHES = ['common', 'rare', 'user-login', 'common NOT grown'].map((text) => parseSearch(text) ?? assert.fail());

const text = (n: number) =>
  `${n % 2 === 0 ? 'common' : 'odd'} ${n % 1500 === 7 ? 'rare' : ''} user-${n % 3 === 0 ? 'login' : 'logout'}`;

const steps = fc.array(
  fc.oneof(
    fc.record({ add: fc.integer({ min: 1, max: 4000 }) }),
    // How far back from the newest.
    fc.record({ amend: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 12_000 })) }),
    fc.constant('ask' as const),
  ),
  { minLength: 5, maxLength: 25 },
);

describe('what is counted', () => {
  it('is right while entries come in and grow, however often it is asked for', (t) => {
    fc.assert(
      fc.property(steps, (all) => {
        // Partitions of 10 000.
        const { db, store, reads, add } = openStore(t, { maxEntries: 320_000 });
        const messages: string[] = [];
        for (const step of [...all, 'ask' as const]) {
          if (step === 'ask') check();
          else if ('add' in step) append(step.add);
          else grow(messages.length - step.amend);
        }
        db.close();

        function append(count: number): void {
          const from = messages.length;
          const added = Array.from({ length: count }, (_, index) => ({ message: text(from + index) }));
          messages.push(...added.map(({ message }) => message));
          add(added);
        }

        function grow(id: number): void {
          const entry = store.find(id);
          if (!entry) return;
          const message = `${entry.message} grown common rare`;
          messages[id - 1] = message;
          store.commit({ fresh: [], amended: [{ ...entry, message }], cursors: [] });
        }

        function check(): void {
          for (const search of SEARCHES) {
            const matches = createMatcher(search);
            const page = reads.page({
              filter: { ...ALL, search: compileSearch(search) },
              limit: 5,
              offset: 0,
              before: null,
            });
            const wanted = messages.flatMap((message, index) => (matches(message) ? [index + 1] : []));
            assert.equal(page.total, wanted.length);
            assert.deepEqual(
              page.rows.map(({ id }) => id),
              wanted.toReversed().slice(0, 5),
            );
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
