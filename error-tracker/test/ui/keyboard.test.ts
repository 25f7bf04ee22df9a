import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { openTracker, sendFour, waitForList } from './pages.ts';

/** Presses Tab until the focus is on something with that name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
      return (label ?? '').trim();
    });
    if (name.test(focused)) return;
  }
  assert.fail(`Tab never reaches ${name}`);
}

describe('the keyboard alone', () => {
  it(
    'skips to the content, ticks a row and resolves it',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);

      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
      await tabTo(page, /^Select KeyError/);
      await page.keyboard.press('Space');
      await page.keyboard.press('Shift+Tab');
      await tabTo(page, /^Select KeyError/);
      await page.getByRole('button', { name: 'Resolve' }).focus();
      await page.keyboard.press('Enter');

      await waitForList(page, ['ValueError', 'TimeoutError', 'IntegrityError']);
    }),
  );

  it(
    'opens an error, comes back to the same row, and moves the focus along',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);

      await tabTo(page, /^TimeoutError/);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.textContent === 'TimeoutError');
      await page.goBack();

      await page.waitForFunction(() => document.activeElement?.id === 'error-3');
    }),
  );

  it(
    'opens a panel, closes it with Escape, and is back on its button',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);

      await tabTo(page, /^Alerts/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Alert mails' }).waitFor();
      await tabTo(page, /^Send test alert/);
      await page.keyboard.press('Escape');

      await page.getByRole('dialog', { name: 'Alert mails' }).waitFor({ state: 'hidden' });
      assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /^Alerts/);
    }),
  );

  it(
    'has a sheet of what it does on this page, for keys and for the mouse',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

      await page.keyboard.press('?');
      await sheet.getByText('Search', { exact: true }).waitFor();
      assert.equal(await sheet.getByText('Older occurrence').count(), 0);
      await assertAccessible(page);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: /KeyError/ }).click();
      await page.getByRole('heading', { level: 1, name: 'KeyError' }).waitFor();
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByRole('button', { name: 'Show all shortcuts' }).click();

      await sheet.getByText('Older occurrence').waitFor();
      await sheet.getByRole('button', { name: 'Close' }).click();
      await sheet.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel('Letters are shortcuts').uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('button', { name: 'Preferences' }).click();
      assert.equal(await sheet.count(), 0);
    }),
  );

  it(
    'searches with a slash and refreshes with an r',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);

      const asked = page.waitForRequest('**/api/errors?*');
      await page.keyboard.press('r');
      await asked;
      await page.keyboard.press('/');
      await page.keyboard.type('currency');

      await waitForList(page, ['KeyError']);
    }),
  );

  it(
    'leaves letters alone for those who switch them off',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: async (tracker) => {
          await tracker.send();
          await tracker.send();
        },
      });
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel('Letters are shortcuts').uncheck();
      await page.keyboard.press('Escape');

      await page.keyboard.press('j');
      assert.match(await page.locator('.occurrence-bar h2').innerText(), /^Occurrence 1 of 2/);
      await page.keyboard.press('ArrowRight');

      await page.getByText('Occurrence 2 of 2').waitFor();
    }),
  );
});
