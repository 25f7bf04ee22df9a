import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { four, listed, openLogs, waitForList, writeFour, writeMany } from './pages.ts';

const newestFirst = four.toReversed();

/** Waits until the focus is on the row with this text. */
async function waitForFocus(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (expected) =>
      document.activeElement?.closest('article')?.querySelector('.entry-text')?.textContent.endsWith(expected) ?? false,
    text,
  );
}

describe('the keyboard alone', () => {
  it(
    'goes through the entries, expands one, shows it in context and comes back',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);

      await page.keyboard.press('j');
      await waitForFocus(page, newestFirst[0] ?? '');
      await page.keyboard.press('ArrowDown');
      await waitForFocus(page, newestFirst[1] ?? '');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await waitForFocus(page, newestFirst[1] ?? '');
      await page.keyboard.press('Enter');
      await page.locator('.entry-whole', { hasText: 'ERROR payment failed' }).waitFor();
      await page.keyboard.press('c');
      await page.getByText(/^Around .* in worker$/).waitFor();
      await waitForFocus(page, newestFirst[1] ?? '');
      await page.keyboard.press('Escape');
      await page.locator('.virtual-rows').waitFor();
      await page.keyboard.press('Escape');

      await page.locator('.entry-whole').waitFor({ state: 'detached' });
    }),
  );

  it(
    'moves on beyond the rows that are in the page',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: (viewer) => writeMany(viewer, 300),
        viewport: { width: 1000, height: 500 },
      });
      await page.getByText('line 300 of many').waitFor();

      for (let row = 300; row > 250; row--) {
        await page.keyboard.press('j');
        await waitForFocus(page, `line ${row} of many`);
      }

      assert.ok(!(await listed(page)).includes('INFO line 300 of many'));
    }),
  );

  it(
    'has a sheet of what it does, which changes with what is shown',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });

      await page.keyboard.press('?');
      await sheet.getByText('Show the entry in context').waitFor();
      await sheet.getByText('Follow new entries, or stop').waitFor();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
      await page.goto(`${viewer.url}/?context=2`);
      await page.locator('.entry.target').waitFor();
      await page.keyboard.press('?');

      await sheet.getByText('Next entry').waitFor();
      assert.equal(await sheet.getByText('Show the entry in context').count(), 0);
    }),
  );

  it(
    'searches with a slash and follows with an l',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);

      await page.keyboard.press('/');
      await page.keyboard.type('slow');
      await waitForList(page, newestFirst.slice(2, 3));
      await page.getByRole('button', { name: 'Export' }).focus();
      await page.keyboard.press('l');
      await page.getByText('Following').waitFor();
      await page.keyboard.press('l');

      await page.getByText('Following').waitFor({ state: 'detached' });
    }),
  );
});
