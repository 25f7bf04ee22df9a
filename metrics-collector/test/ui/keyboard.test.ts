import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { chartOf, legendOf, openMetrics, sendAll, waitForCharts } from './pages.ts';

describe('the keyboard', () => {
  it(
    'chooses a metric, an aggregation and a line',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: 'explore?range=1h', seed: sendAll });
      await waitForCharts(page, 1);

      await page.keyboard.press('/');
      await page.keyboard.type('duration');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await chartOf(page, 'Percentiles').waitFor();
      await page.getByRole('button', { name: /^p95/ }).press('Space');
      await page.getByRole('button', { name: 'as a table' }).press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');

      assert.deepEqual(await page.locator('.chart-table th[scope=col]').allTextContents(), ['Time (UTC)', 'p95']);
      assert.equal((await legendOf(page, 'Percentiles')).length, 3);
      assert.equal(await page.evaluate(() => document.activeElement?.className), 'chart-table');
    }),
  );

  it(
    'has a sheet of what it does on each page',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed: sendAll });
      await waitForCharts(page, 3);
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

      await page.keyboard.press('?');
      await sheet.getByText('Refresh').waitFor();
      assert.equal(await sheet.getByText('Find a metric').count(), 0);
      await page.keyboard.press('Escape');
      await page.goto(`${collector.url}/explore`);
      await waitForCharts(page, 1);
      await page.keyboard.press('?');

      await sheet.getByText('Find a metric').waitFor();
    }),
  );

  it(
    'goes from one page to the other and is at its heading then, with the same period',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=7d', seed: sendAll });
      await waitForCharts(page, 3);
      const main = page.getByRole('navigation', { name: 'Main' });

      await main.getByRole('link', { name: 'Explorer' }).press('Enter');
      await waitForCharts(page, 1);
      await page.waitForFunction(() => document.activeElement?.textContent === 'Explorer');

      assert.equal(new URL(page.url()).search, '?range=7d');
      assert.equal(await main.getByRole('link', { name: 'Explorer' }).getAttribute('aria-current'), 'page');
    }),
  );
});
