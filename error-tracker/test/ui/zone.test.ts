import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openTracker } from './pages.ts';

const seen = '2026-01-23T22:30:00Z';

describe('the time of day', () => {
  it(
    'is UTC, and that of whoever looks once they choose so, everywhere at once and for good',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (running) => running.send({ timestamp: seen }),
        timezoneId: 'Asia/Kolkata',
      });
      const exact = page.locator('.exact').first();
      await exact.waitFor();
      const before = [await exact.innerText(), await exact.locator('time').getAttribute('title')];

      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel(/^Local/).check();
      await page.keyboard.press('Escape');

      assert.deepEqual(before, ['2026-01-23 22:30:00 UTC', '2026-01-23 22:30:00 UTC\n2026-01-24 04:00:00 GMT+5:30']);
      assert.equal(await exact.innerText(), '2026-01-24 04:00:00 GMT+5:30');
      await page.locator('.occurrence-bar', { hasText: '2026-01-24 04:00:00 GMT+5:30' }).waitFor();
      await page.goto(`${tracker.url}/?since=2026-01-23T22:00Z&view=all`);
      await page.getByRole('button', { name: 'Time range: Since 2026-01-24 03:30 GMT+5:30' }).waitFor();
      assert.match(
        (await page.locator('td.last_seen time').getAttribute('title')) ?? '',
        /^2026-01-24 04:00:00 GMT\+5:30\n/,
      );
    }),
  );

  it(
    'is that of the chosen zone in the fields of a time range, and UTC in the address',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: (running) => running.send({ timestamp: seen }),
        timezoneId: 'Asia/Kolkata',
      });
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel(/^Local/).check();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByLabel('From (GMT+5:30)').fill('2026-01-24T03:00');
      await page.getByLabel('To (GMT+5:30)').fill('2026-01-24T05:00');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.waitForURL(/since=/);

      const { searchParams } = new URL(page.url());
      assert.equal(searchParams.get('since'), '2026-01-23T21:30Z');
      assert.equal(searchParams.get('until'), '2026-01-23T23:30Z');
      await page.getByText('1 error').waitFor();
    }),
  );
});
