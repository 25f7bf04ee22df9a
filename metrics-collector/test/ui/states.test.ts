import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertFitsTelephone } from '@monlight/shared/testing/ui/page-checks';
import { chartOf, chooseRange, openMetrics, refused, sendRequests, waitForCharts } from './pages.ts';

const unreachable = 'The server cannot be reached. Trying again…';

describe('the first run', () => {
  it(
    'gives a command that works as it is copied, and shows the first points by itself',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, {
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      await page.clock.install();
      await page.reload();
      await page.getByText('No metrics yet').waitFor();
      await page.getByRole('button', { name: 'Copy the command' }).click();
      await page.getByText('Copied').waitFor();
      const command = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(command.includes(`${collector.url}/api/metrics`));

      await promisify(execFile)('sh', ['-c', command], { env: { ...process.env, API_KEY: collector.apiKey } });
      await page.clock.runFor(3000);

      await page.getByRole('link', { name: '/hello' }).waitFor();
      assert.deepEqual((await page.locator('.cards dd').allTextContents()).slice(0, 2), ['1', '0 %']);
    }),
  );

  it(
    'gives the lines for an application, with the addresses of this server',
    withBrowser(async (t, browser) => {
      const env = { ERROR_TRACKER_URL: 'https://mon.example/errors' };
      const { page, collector } = await openMetrics(t, browser, { start: { env } });
      await page.getByText('No metrics yet').waitFor();

      await page.getByRole('button', { name: 'Python' }).click();
      const python = await page.locator('.first-run pre').innerText();

      assert.ok(python.includes(`metrics_collector_url="${collector.url}",`));
      assert.ok(python.includes('error_tracker_url="https://mon.example/errors",'));
    }),
  );

  it(
    'is told in the explorer as well',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: 'explore' });

      await page.getByText('No metrics yet').waitFor();
    }),
  );

  it(
    'fits a telephone, whichever lines are shown',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser);
      await page.getByText('No metrics yet').waitFor();

      await assertFitsTelephone(page, 'Node', 'Python', 'curl');
    }),
  );
});

describe('an outage', () => {
  it(
    'is told, leaves what was read in place, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, {
        seed: sendRequests,
        expected: [/net::ERR_INTERNET_DISCONNECTED/],
      });
      await waitForCharts(page, 3);

      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText(unreachable).waitFor();
      await waitForCharts(page, 3);
      await page.context().setOffline(false);

      await page.getByText(unreachable).waitFor({ state: 'detached' });
    }),
  );

  for (const path of ['', 'explore']) {
    it(
      `of the first answer offers to try again on ${path || 'the overview'}`,
      withBrowser(async (t, browser) => {
        const { page } = await openMetrics(t, browser, { path, seed: sendRequests, expected: [refused(500)] });
        await page.route('**/api/**', (route) => route.fulfill({ status: 500, json: { detail: 'Internal error' } }));
        await page.reload();
        await page.getByText('That did not work').waitFor();

        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.getByRole('button', { name: 'Try again' }).click();

        await page.locator('.chart canvas').first().waitFor();
      }),
    );
  }

  it(
    'of the server’s patience is told, and the page tries again when it may',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendRequests, expected: [refused(429)] });
      await waitForCharts(page, 3);
      await page.clock.install();
      await page.route('**/api/dashboard?*', (route) =>
        route.fulfill({ status: 429, json: { detail: 'Rate limit exceeded', retry_after: 12 } }),
      );

      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText('Not refreshed: Rate limit exceeded').waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.clock.runFor(12_000);

      await page.getByText('Not refreshed: Rate limit exceeded').waitFor({ state: 'detached' });
    }),
  );

  it(
    'of speed is told, and is over with the answer',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendRequests });
      await waitForCharts(page, 3);
      await page.clock.install();
      const release = Promise.withResolvers<void>();
      await page.route('**/api/dashboard?*', async (route) => {
        await release.promise;
        await route.continue();
      });
      await page.reload();
      await page.locator('.loading-rows').waitFor();

      await page.clock.runFor(5000);
      await page.getByText('Still working: the server takes its time…').waitFor();
      release.resolve();

      await waitForCharts(page, 3);
      await page.getByText('Still working').waitFor({ state: 'detached' });
    }),
  );

  it(
    'of the server’s patience before the first answer counts down, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendRequests, expected: [refused(429)] });
      await waitForCharts(page, 3);
      await page.clock.install();
      await page.route('**/api/dashboard?*', (route) =>
        route.fulfill({ status: 429, json: { detail: 'Rate limit exceeded', retry_after: 12 } }),
      );
      await page.reload();
      await page.getByText('Trying again in 12 s.').waitFor();

      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.clock.runFor(12_000);

      await waitForCharts(page, 3);
    }),
  );

  it(
    'of one question is told where its answer would be, with what the server says',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: 'explore', seed: sendRequests, expected: [refused(400)] });
      await waitForCharts(page, 1);
      const detail = 'until must come after since';
      await page.route('**/api/metrics?*', (route) => route.fulfill({ status: 400, json: { detail } }));

      await chooseRange(page, 'Last 7 days');

      await page.getByRole('alert').getByText(detail).waitFor();
      assert.equal(await chartOf(page, 'Per minute').count(), 0);
    }),
  );
});

describe('a session that ends', () => {
  it(
    'asks for the key, and goes on where one was',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, { seed: sendRequests, expected: [refused(401)] });
      await waitForCharts(page, 3);

      await page.context().clearCookies();
      await chooseRange(page, 'Last 7 days');
      await page.getByLabel('API key').fill(collector.apiKey);
      await page.keyboard.press('Enter');

      await page.getByLabel('API key').waitFor({ state: 'detached' });
      await waitForCharts(page, 3);
      assert.equal(new URL(page.url()).search, '?range=7d');
    }),
  );
});

describe('the page', () => {
  it(
    'refreshes itself while it is seen',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?refresh=10s', seed: sendRequests });
      await page.clock.install();
      await page.reload();
      await waitForCharts(page, 3);

      const asked = page.waitForRequest('**/api/dashboard?*');
      await page.clock.runFor(10_000);

      assert.ok((await asked).url().endsWith('?period=24h'));
    }),
  );
});
