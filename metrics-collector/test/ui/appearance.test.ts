import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import { shiftOf } from '@monlight/shared/testing/page-load';
import { assertFocusSeen, assertFrameFirst, assertLean, overflowOf } from '@monlight/shared/testing/ui/page-checks';
import { type Collector, minutesAgo, openMetrics, sendAll, waitForCharts } from './pages.ts';

const long = `a_metric_with_${'a_rather_'.repeat(12)}long_name`;

async function seed(collector: Collector): Promise<void> {
  await sendAll(collector);
  const points = Array.from({ length: 24 }, (_, index) => ({
    name: long,
    type: 'gauge',
    value: index,
    labels: { path: `/${'segment/'.repeat(12)}${index}` },
    timestamp: minutesAgo(5),
  }));
  await collector.send(points);
}

const grouped = `explore?metric=${long}&by=path&range=1h`;

describe('the look of the pages', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(
      `is accessible in ${colorScheme}: overview, explorer, table, panels, nothing found, first run`,
      withBrowser(async (t, browser) => {
        const { page, collector } = await openMetrics(t, browser, { seed, colorScheme });
        await waitForCharts(page, 3);
        await assertAccessible(page);
        await page.getByRole('button', { name: 'Latency: as a table' }).click();
        await assertAccessible(page);
        await page.getByRole('button', { name: /^Time range/ }).click();
        await assertAccessible(page);

        await page.goto(`${collector.url}/${grouped}`);
        await waitForCharts(page, 1);
        await page.locator('.chart-legend button').first().click();
        await assertAccessible(page);
        await page.getByRole('button', { name: 'Filter', exact: true }).click();
        await assertAccessible(page);
        await page.goto(`${collector.url}/explore?labels=status:404`);
        await page.getByText('No points here').waitFor();
        await assertAccessible(page);
        const empty = await openMetrics(t, browser, { colorScheme });
        await empty.page.getByText('No metrics yet').waitFor();
        await assertAccessible(empty.page);
      }),
    );
  }

  it(
    'never scrolls sideways on a telephone, and stays accessible there',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed, viewport: { width: 390, height: 800 } });
      await waitForCharts(page, 3);
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);

      await page.goto(`${collector.url}/${grouped}&labels=path:/x`);
      await page.getByText('No points here').waitFor();
      assert.equal(await overflowOf(page), 0);
      await page.goto(`${collector.url}/${grouped}`);
      await waitForCharts(page, 1);
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
      await page.getByRole('button', { name: 'as a table' }).click();
      assert.equal(await overflowOf(page), 0);
      await page.getByRole('button', { name: /^Metric:/ }).click();
      await page
        .getByRole('dialog', { name: 'Metrics' })
        .getByRole('link', { name: /^queue_depth/ })
        .click();
      await waitForCharts(page, 1);

      assert.equal(await overflowOf(page), 0);
    }),
  );

  it(
    'shows its frame before its script has run, in the chosen theme',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed });

      await assertFrameFirst(page, collector.url);
    }),
  );

  it(
    'is small, takes everything from its own server, and trusts nobody else',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed });

      await assertLean(page, `${collector.url}/`, '.chart canvas');
      await assertLean(page, `${collector.url}/explore`, '.chart canvas');
    }),
  );

  it(
    'shows where the focus is, all the way through',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed });
      await waitForCharts(page, 3);

      await assertFocusSeen(page, 40);
    }),
  );

  it(
    'moves nothing while they load, from a quick server or a slow one',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed });
      for (const [path, count] of [
        ['', 3],
        ['explore', 1],
      ] as const) {
        await page.goto(`${collector.url}/${path}`);
        await waitForCharts(page, count);
        assert.equal(await shiftOf(page), 0);
        // Answers that come only when the page has begun to say that it waits.
        await page.route(
          '**/api/**',
          async (route) => {
            await page.locator('.loading-rows').waitFor();
            await route.continue();
          },
          { times: 1 },
        );
        await page.reload();
        await waitForCharts(page, count);
        assert.equal(await shiftOf(page), 0);
      }
    }),
  );
});
