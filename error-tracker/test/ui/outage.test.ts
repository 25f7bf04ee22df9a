import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { shiftOf } from '@monlight/shared/testing/page-load';
import { listed, openTracker, refused, sendFour, waitForList } from './pages.ts';

const four = ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError'];
const unreachable = { expected: [/net::ERR_INTERNET_DISCONNECTED/] };

describe('an outage', () => {
  it(
    'is told, leaves what was read in place, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, ...unreachable });
      await waitForList(page, four);

      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText('The server cannot be reached. Trying again…').waitFor();
      assert.deepEqual(await listed(page), four);
      await page.context().setOffline(false);

      await page.getByText('The server cannot be reached. Trying again…').waitFor({ state: 'detached' });
    }),
  );

  it(
    'is told in place of an action that did not happen',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, path: 'errors/1', ...unreachable });
      await page.getByRole('button', { name: 'Resolve' }).waitFor();

      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Resolve' }).click();

      await page.getByText('Not resolved: The server cannot be reached.').waitFor();
    }),
  );

  it(
    'of a slow answer is overtaken by the next question, which ends the earlier request',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      const slow = /project=billing/;
      await page.route(slow, () => {
        // Never answered.
      });
      const ended = page.waitForEvent('requestfailed', (request) => slow.test(request.url()));

      const asked = page.waitForRequest(slow);
      await page.getByLabel('Project').selectOption('billing');
      await asked;
      await page.getByLabel('Project').selectOption('shop');
      await waitForList(page, ['ValueError', 'KeyError']);

      assert.equal((await ended).failure()?.errorText, 'net::ERR_ABORTED');
    }),
  );

  it(
    'of the server’s patience is told, and the page tries again when it may',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, expected: [refused(429)] });
      await waitForList(page, four);
      await page.clock.install();
      await page.route('**/api/errors?*', (route) =>
        route.fulfill({ status: 429, json: { detail: 'Rate limit exceeded', retry_after: 12 } }),
      );

      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText('Not refreshed: Rate limit exceeded').waitFor();
      assert.deepEqual(await listed(page), four);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.clock.runFor(12_000);

      await page.getByText('Not refreshed: Rate limit exceeded').waitFor({ state: 'detached' });
    }),
  );

  it(
    'of the first answer offers to try again',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, expected: [refused(500)] });
      await page.route('**/api/errors?*', (route) =>
        route.fulfill({ status: 500, json: { detail: 'Internal error' } }),
      );
      await page.reload();
      await page.getByText('That did not work').waitFor();

      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.getByRole('button', { name: 'Try again' }).click();

      await waitForList(page, four);
    }),
  );

  it(
    'of the server’s patience before the first answer counts down, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, expected: [refused(429)] });
      await page.clock.install();
      await page.route('**/api/errors?*', (route) =>
        route.fulfill({ status: 429, json: { detail: 'Rate limit exceeded', retry_after: 12 } }),
      );
      await page.reload();
      await page.getByText('Too many requests').waitFor();
      await page.getByText('Trying again in 12 s.').waitFor();
      await page.clock.runFor(2000);
      await page.getByText('Trying again in 10 s.').waitFor();

      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.clock.runFor(10_000);

      await waitForList(page, four);
    }),
  );

  it(
    'of speed is told, moves nothing, and is over with the answer',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      await page.clock.install();
      const release = Promise.withResolvers<void>();
      await page.route('**/api/errors?*', async (route) => {
        await release.promise;
        await route.continue();
      });
      await page.reload();
      await page.locator('.loading-rows').waitFor();
      const slow = page.getByText('Still working: the server takes its time…');
      assert.equal(await slow.count(), 0);

      await page.clock.runFor(5000);
      await slow.waitFor();
      release.resolve();

      await waitForList(page, four);
      await slow.waitFor({ state: 'detached' });
      assert.equal(await shiftOf(page), 0);
    }),
  );
});
