import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openLogs, rowOf } from './pages.ts';

const written = '2026-01-23T22:30:00.125Z';

describe('the time of day', () => {
  it(
    'is UTC, and that of whoever looks once they choose so: in rows, details and the histogram',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: async (viewer) => {
          const line = JSON.stringify({ log: 'INFO hello\n', stream: 'stdout', time: written });
          viewer.docker.create({ name: 'web' }).write(`${line}\n`);
          await viewer.stored(1);
        },
        timezoneId: 'Asia/Kolkata',
      });
      const row = rowOf(page, 'hello');
      await row.waitFor();
      const time = row.locator('.entry-time');
      assert.equal(await time.innerText(), '01-23 22:30:00.125');
      assert.equal(
        await time.locator('time').getAttribute('title'),
        '2026-01-23 22:30:00.125 UTC\n2026-01-24 04:00:00.125 GMT+5:30',
      );
      await page.getByText('Times in UTC').waitFor();

      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel(/^Local/).check();
      await page.keyboard.press('Escape');

      assert.equal(await time.innerText(), '01-24 04:00:00.125');
      await page.getByText('Times in GMT+5:30').waitFor();
      await page.locator('.histogram-head', { hasText: /2026-01-24 04:00.* GMT\+5:30/ }).waitFor();
      await page.getByRole('button', { name: 'As a table' }).click();
      await page.getByRole('columnheader', { name: 'Time (GMT+5:30)' }).waitFor();
      await page.keyboard.press('Escape');
      await row.locator('.entry-line').click();
      await page.locator('.entry-facts', { hasText: '2026-01-24 04:00:00.125 GMT+5:30' }).waitFor();
    }),
  );
});
