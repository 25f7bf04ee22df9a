import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { formatBucket } from '@monlight/shared/ui/bucket-words.ts';
import { type TimeRange, toParams, toRange } from '@monlight/shared/ui/time-range.ts';
import fc from 'fast-check';
import { four, openLogs, waitForList, writeFour } from './pages.ts';

const newestFirst = four.toReversed();

describe('the histogram', () => {
  it(
    'counts each level among what the other filters leave, also those that are not chosen',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, query: '?container=worker&level=ERROR' });
      await page.locator('.chart canvas').waitFor();

      const counts = await page.locator('.level-choice').allTextContents();

      assert.deepEqual(counts, ['Critical0', 'Error1', 'Warning0', 'Info0', 'Debug1']);
      assert.match(
        (await page.getByRole('img').getAttribute('aria-label')) ?? '',
        /Error 1\. Most at .*: 2 entries|Error 1/,
      );
    }),
  );

  it(
    'shows the span alone that one drags over, and all of it again',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      const plot = page.locator('.chart .u-over');
      await plot.waitFor();
      const { x, y, width } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0 };

      await page.mouse.move(x + width * 0.5, y + 30);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.8, y + 30, { steps: 4 });
      await page.mouse.up();

      await waitForList(page, newestFirst.slice(1, 3));
      const query = new URL(page.url()).searchParams;
      assert.ok(Date.parse(query.get('since') ?? '') < Date.parse(query.get('until') ?? ''));
      await page.getByRole('button', { name: 'Show all time' }).click();
      await waitForList(page, newestFirst);
    }),
  );

  it(
    'is a table as well, where a span is chosen without a pointer',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);

      await page.getByRole('button', { name: 'As a table' }).press('Enter');
      await page.locator('.histogram-table tbody button').last().press('Enter');

      await waitForList(page, newestFirst.slice(3));
    }),
  );

  it('names a span of time as short as it can', () => {
    const cases: [start: string, lengthMs: number, words: string][] = [
      ['2026-01-23T15:30:00.000Z', 900_000, '2026-01-23 15:30–15:45'],
      ['2026-01-23T15:30:10.000Z', 10_000, '2026-01-23 15:30:10–15:30:20'],
      ['2026-01-23T23:00:00.000Z', 7_200_000, '2026-01-23 23:00 – 2026-01-24 01:00'],
    ];

    for (const [start, lengthMs, words] of cases) assert.equal(formatBucket(start, lengthMs), words);
  });

  it('chooses spans whose ends keep their seconds in the address', () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });

    fc.assert(
      fc.property(moment, moment, (since, until) => {
        const chosen: TimeRange = { kind: 'custom', since, until };

        assert.deepEqual(toRange(toParams(chosen, { kind: 'all' }), { kind: 'all' }), chosen);
      }),
    );
  });
});
