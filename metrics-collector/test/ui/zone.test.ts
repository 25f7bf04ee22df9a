import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openMetrics, sendAll, waitForCharts } from './pages.ts';

describe('the time of day', () => {
  it(
    'is UTC, and that of whoever looks once they choose so: in charts, tables and words, but not in files',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, {
        path: '?range=1h',
        seed: sendAll,
        timezoneId: 'Asia/Kolkata',
      });
      await waitForCharts(page, 3);
      const moment = page.locator('.chart-panel-head p').first();
      const utc = /^Latest: (.*) (\d\d:\d\d)–/.exec(await moment.innerText());
      await page.getByRole('button', { name: 'Latency: as a table' }).click();
      await page.getByRole('columnheader', { name: 'Time (UTC)' }).waitFor();
      const drawn = await page
        .locator('.chart canvas')
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel(/^Local/).check();
      await page.keyboard.press('Escape');

      await page.getByRole('columnheader', { name: 'Time (GMT+5:30)' }).waitFor();
      const local = /^Latest: (.*) (\d\d:\d\d)–.* GMT\+5:30$/.exec(await moment.innerText());
      const aheadMs = Date.parse(`${local?.[1]}T${local?.[2]}Z`) - Date.parse(`${utc?.[1]}T${utc?.[2]}Z`);
      assert.equal(aheadMs, 5.5 * 3_600_000);
      await page.waitForFunction(
        (before) => document.querySelector<HTMLCanvasElement>('.chart canvas')?.toDataURL() !== before,
        drawn,
      );
      const file = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV of Latency' }).click();
      const [chunk] = await (await (await file).createReadStream()).toArray();
      assert.match(String(chunk), /^time_utc,.*\r\n\d{4}-\d\d-\d\dT[\d:.]+Z,/);
    }),
  );
});
