import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import { overflowOf } from '@monlight/shared/testing/ui/page-checks';
import type { Page } from 'playwright-core';
import { openTracker, sendFour, waitForList } from './pages.ts';

const four = ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError'];
const env = { LOG_VIEWER_URL: 'https://mon.example/logs', METRICS_COLLECTOR_URL: 'https://mon.example/metrics' };

function linksOf(page: Page): Promise<(string | null)[][]> {
  return page
    .locator('.header-services a')
    .evaluateAll((links) => links.map((link) => [link.textContent, (link as HTMLAnchorElement).href]));
}

describe('the header', () => {
  it(
    'leads to the other services and says which one this is',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour, start: { env } });
      await waitForList(page, four);

      assert.deepEqual(await linksOf(page), [
        ['Errors', `${tracker.url}/`],
        ['Logs', 'https://mon.example/logs/'],
        ['Metrics', 'https://mon.example/metrics/'],
      ]);
      const current = page.getByRole('navigation', { name: 'Services' }).locator('[aria-current]');
      assert.deepEqual(await current.allTextContents(), ['Errors']);
      await assertAccessible(page);
      await page.setViewportSize({ width: 390, height: 800 });
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
    }),
  );

  it(
    'takes the time range along, also from the page of one error',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: sendFour,
        path: '?range=6h&project=shop',
        start: { env },
      });
      await waitForList(page, ['ValueError', 'KeyError']);
      const [, logs] = await linksOf(page);
      await page.getByRole('link', { name: /KeyError/ }).click();
      await page.getByRole('heading', { level: 1, name: 'KeyError' }).waitFor();
      const [, , metrics] = await linksOf(page);
      await page.goBack();
      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByLabel('From (UTC)').fill('2026-01-23T15:30');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('button', { name: 'Time range: Since 2026-01-23 15:30 UTC' }).waitFor();

      assert.equal(logs?.[1], 'https://mon.example/logs/?range=6h');
      assert.equal(metrics?.[1], 'https://mon.example/metrics/?range=6h');
      assert.equal((await linksOf(page))[1]?.[1], 'https://mon.example/logs/?since=2026-01-23T15%3A30Z');
      await page.getByRole('button', { name: 'Back to all time' }).click();
      await page.getByRole('button', { name: 'Time range: All time' }).waitFor();
      assert.equal((await linksOf(page))[1]?.[1], 'https://mon.example/logs/');
    }),
  );

  it(
    'leads to those alone whose address is set',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { start: { env: { LOG_VIEWER_URL: env.LOG_VIEWER_URL } } });
      await page.getByText('No errors yet').waitFor();
      const one = (await linksOf(page)).map(([words]) => words);
      const none = await openTracker(t, browser);
      await none.page.getByText('No errors yet').waitFor();

      assert.deepEqual(one, ['Errors', 'Logs']);
      assert.deepEqual(await linksOf(none.page), []);
      assert.equal(await none.page.locator('.brand').innerText(), 'Monlight\nErrors');
    }),
  );
});
