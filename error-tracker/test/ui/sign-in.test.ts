import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { API_KEY, startErrorTracker } from '../start.ts';
import { openTracker, refused, sendFour, waitForList } from './pages.ts';

const unauthorized = { expected: [refused(401)] };
const four = ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError'];

describe('signing in', () => {
  it(
    'says that a key is wrong, takes the right one, and stays signed in after a reload',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      await sendFour(tracker);
      const page = await browser.open(tracker.url, unauthorized);

      await page.getByLabel('API key').fill('not-the-key-0123456789');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('That is not the key of this server.').waitFor();
      await page.getByLabel('API key').fill(API_KEY);
      await page.keyboard.press('Enter');

      await waitForList(page, four);
      assert.equal(await page.getByLabel('API key').count(), 0);
      await page.reload();
      await waitForList(page, four);
    }),
  );

  it(
    'asks to wait after too many wrong keys',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      const page = await browser.open(tracker.url, { expected: [refused(429)] });
      await page.getByLabel('API key').waitFor();
      for (let attempt = 0; attempt < 5; attempt++) {
        await tracker.call('POST', '/api/session', { api_key: 'wrong' });
      }

      await page.getByLabel('API key').fill(API_KEY);
      await page.keyboard.press('Enter');

      await page.getByText(/Too many wrong keys\. Try again in \d+ s\./).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Sign in' }).getAttribute('aria-disabled'), 'true');
    }),
  );

  it(
    'lets a password manager recognise the form',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      const page = await browser.open(tracker.url);

      const key = page.getByLabel('API key');
      await key.waitFor();

      assert.equal(await key.getAttribute('autocomplete'), 'current-password');
      assert.equal(await page.locator('form input[autocomplete=username]').count(), 1);
    }),
  );

  it(
    'goes on where it was when the session ends in between',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour, ...unauthorized });
      await waitForList(page, four);
      await page.getByLabel(/^Select KeyError/).check();
      await page.context().clearCookies();

      await page.getByRole('button', { name: 'Resolve' }).click();
      await page.getByLabel('API key').fill(API_KEY);
      await page.keyboard.press('Enter');

      await page.getByText('1 error resolved').waitFor();
      await waitForList(page, ['ValueError', 'TimeoutError', 'IntegrityError']);
    }),
  );

  it(
    'signs out and shows nothing any more',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);

      await page.getByRole('button', { name: 'Sign out' }).click();

      await page.getByLabel('API key').waitFor();
      await waitForList(page, []);
    }),
  );
});
