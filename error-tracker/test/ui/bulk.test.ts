import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openTracker, sendFour, sendMany, waitForList, waitForTotal } from './pages.ts';

describe('acting on several errors', () => {
  it(
    'resolves the ticked ones and takes it back',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await page.getByLabel(/^Select KeyError/).check();
      await page.getByLabel(/^Select ValueError/).check();
      await waitForTotal(page, '2 selected');

      await page.getByRole('button', { name: 'Resolve' }).click();
      await waitForList(page, ['TimeoutError', 'IntegrityError']);
      await waitForTotal(page, '2 errors');
      await page.getByRole('button', { name: 'Undo' }).click();

      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);
    }),
  );

  it(
    'asks before it deletes, and does nothing when the answer is no',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await page.getByLabel('Select all on this page').filter({ visible: true }).check();
      await waitForTotal(page, '4 selected');
      const dialog = page.getByRole('dialog', { name: 'Delete 4 errors?' });

      await page.getByRole('button', { name: 'Delete' }).click();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      await waitForTotal(page, '4 selected');
      await page.getByRole('button', { name: 'Delete' }).click();
      await dialog.getByRole('button', { name: 'Delete' }).click();

      await page.getByText('No errors yet').waitFor();
    }),
  );

  it(
    'steps back from a page that it emptied',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, {
        seed: (started) => sendMany(started, 51),
        path: '?page=2',
      });
      await waitForList(page, ['Error001']);
      await page.getByLabel(/^Select Error001/).check();

      await page.getByRole('button', { name: 'Mute' }).click();

      await waitForTotal(page, '50 errors');
      await page.getByRole('link', { name: 'Error051' }).waitFor();
      assert.equal(page.url(), `${tracker.url}/`);
    }),
  );
});
