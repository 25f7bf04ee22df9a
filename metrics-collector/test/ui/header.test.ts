import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import { overflowOf } from '@monlight/shared/testing/ui/page-checks';
import { chooseRange, dragOver, openMetrics, sendAll, waitForCharts } from './pages.ts';

const env = { ERROR_TRACKER_URL: 'https://mon.example/errors', LOG_VIEWER_URL: 'https://mon.example/logs' };

describe('the header', () => {
  it(
    'leads to the other services with the time range that one looks at',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendAll, start: { env } });
      await waitForCharts(page, 3);
      const logs = page.getByRole('navigation', { name: 'Services' }).getByRole('link', { name: 'Logs' });
      assert.equal(await logs.getAttribute('href'), 'https://mon.example/logs/');

      await chooseRange(page, 'Last hour');
      await waitForCharts(page, 3);
      assert.equal(await logs.getAttribute('href'), 'https://mon.example/logs/?range=1h');
      await dragOver(page, 'Latency', 0.3, 0.7);
      await page.getByRole('button', { name: 'Back to the last hour' }).waitFor();

      const { searchParams } = new URL((await logs.getAttribute('href')) ?? '');
      const here = new URL(page.url()).searchParams;
      assert.deepEqual(
        [...searchParams],
        [
          ['since', here.get('since')],
          ['until', here.get('until')],
        ],
      );
    }),
  );

  it(
    'has its own pages below the services where it is narrow',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, {
        seed: sendAll,
        start: { env },
        viewport: { width: 390, height: 800 },
      });
      await waitForCharts(page, 3);
      const topOf = async (name: string): Promise<number> =>
        (await page.getByRole('navigation', { name }).boundingBox())?.y ?? 0;

      assert.ok((await topOf('Main')) > (await topOf('Services')) + 24);
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
      await page.setViewportSize({ width: 1440, height: 800 });
      assert.ok(Math.abs((await topOf('Main')) - (await topOf('Services'))) < 24);
      await assertAccessible(page);
    }),
  );

  it(
    'understands a range that comes from another service',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed: sendAll, path: '?range=6h' });
      await page.getByRole('button', { name: 'Time range: Last 6 hours' }).waitFor();
      await waitForCharts(page, 3);

      await page.goto(`${collector.url}/explore?until=2026-01-23T15:30Z`);

      await page.getByRole('button', { name: 'Time range: Until 2026-01-23 15:30 UTC' }).waitFor();
      await page.getByText('No points here').waitFor();
    }),
  );
});
