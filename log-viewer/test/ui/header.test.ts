import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { overflowOf } from '@monlight/shared/testing/ui/page-checks';
import { openLogs, waitForTotal, writeFour } from './pages.ts';

const env = { ERROR_TRACKER_URL: 'https://mon.example/errors', METRICS_COLLECTOR_URL: 'https://mon.example/metrics' };

describe('the header', () => {
  it(
    'leads to the other services with the time range that one looks at',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: writeFour,
        start: { env },
        query: '?search=c*%20OR%20NOT%20c*',
      });
      await waitForTotal(page, '4 entries');
      const errors = page.getByRole('navigation', { name: 'Services' }).getByRole('link', { name: 'Errors' });
      assert.equal(await errors.getAttribute('href'), 'https://mon.example/errors/');

      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByRole('button', { name: 'Last hour' }).click();
      await waitForTotal(page, '3 entries');

      assert.equal(await errors.getAttribute('href'), 'https://mon.example/errors/?range=1h');
      await page.setViewportSize({ width: 390, height: 800 });
      assert.equal(await overflowOf(page), 0);
    }),
  );
});
