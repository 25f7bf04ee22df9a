import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { startDemo } from '@monlight/shared/testing/demo-process';
import type { Locator, Page } from 'playwright-core';

const minuteMs = 60_000;

/** What a page asks of whoever has just come. */
async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Clicks "Refresh now" until the page says it: what has just happened takes some seconds to arrive. */
async function refreshUntil<T>(page: Page, address: string, look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const answered = page.waitForResponse((answer) => answer.url().includes(address));
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await answered;
  }
}

/** A page takes a moment to show what it has read. */
async function isThere(wanted: Locator): Promise<true | undefined> {
  return wanted.waitFor({ timeout: 3000 }).then(
    () => true as const,
    () => undefined,
  );
}

describe('the first five minutes', () => {
  it(
    'lead a stranger by clicks alone from a failing checkout to its cause and its chart',
    { timeout: 180_000 },
    withBrowser(async (t, browser) => {
      const demo = await startDemo(t);
      const [, errors = ''] = /^ {2}errors +(\S+)$/m.exec(demo.output()) ?? [];
      const [, key = ''] = /^ {2}key +(\S+)$/m.exec(demo.output()) ?? [];
      const startedMs = Date.now();
      const page = await browser.open(errors, { crossesTo: demo.urls });

      // The list: something fails in the checkout.
      await signIn(page, key);
      const row = page.getByRole('row', { name: /PaymentError/ });
      await refreshUntil(page, '/api/errors?', () => isThere(row));
      const listed = await row.innerText();
      await page.getByRole('link', { name: 'PaymentError the cart could not be charged' }).click();

      // The error, and the newest time that it happened.
      await page.getByRole('heading', { level: 1, name: 'PaymentError' }).waitFor();
      const thrown = await page.locator('.traceback').first().innerText();
      const bar = page.locator('.occurrence-bar');
      const moment = Date.parse((await bar.locator('time').first().getAttribute('datetime')) ?? '');
      const [, cart = ''] =
        /\/carts\/(\w+)\/checkout$/.exec(await page.locator('.occurrence-facts a').innerText()) ?? [];
      await bar.getByRole('link', { name: 'Logs around this moment' }).click();

      // The logs: what was in that cart.
      await signIn(page, key);
      const line = page.locator('.entry.target.error', { hasText: `/carts/${cart}/checkout` });
      await page.locator('.entry').first().waitFor();
      await refreshUntil(page, '/api/logs?', () => isThere(line));
      const before = page.locator('.entry', { hasText: `cart=${cart}` }).filter({ hasText: 'product=vase' });
      // Many lines may lie between: what was earlier is further down.
      await page.getByRole('feed').hover();
      while ((await before.count()) === 0) await page.mouse.wheel(0, 100);
      const put = await before.innerText();
      await page.getByRole('button', { name: 'Go there' }).click();
      await line.locator('.entry-line').click();
      const whole = await line.locator('.entry-detail').innerText();
      await line.getByRole('link', { name: 'Metrics around this moment' }).click();

      // The chart: that minute is not like those before it.
      await signIn(page, key);
      const chart = page.getByRole('region', { name: 'Error rate', exact: true });
      await chart.getByRole('button', { name: 'as a table' }).click();
      // A request counts from its end, which may be in the next minute.
      const minutes = [moment, moment + minuteMs].map((ms) =>
        new Date(ms).toISOString().slice(0, 16).replace('T', ' '),
      );
      const spike = await refreshUntil(page, '/api/dashboard?', async () => {
        const rows = await chart.locator('tbody tr').allInnerTexts();
        const ofThen = rows.filter((text) => minutes.some((minute) => text.startsWith(minute)));
        return ofThen.find((text) => !text.endsWith('\t0 %'));
      });
      const rates = await chart
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((each) => [each.querySelector('th')?.textContent?.slice(0, 16), each.lastElementChild?.textContent]),
        );
      const endpoint = page.getByRole('row', { name: '/carts/:cart/checkout' });
      const failing = await endpoint.getByRole('cell').last().innerText();

      assert.match(listed, /node-shop[\s\S]*\/carts\/\w+\/checkout/);
      assert.match(thrown, /Caused by: RangeError: vase has no price/);
      assert.match(put, /put into the cart/);
      assert.match(whole, /the cart could not be charged: vase has no price/);
      assert.match(spike, /\t[\d.]+ %$/);
      const demoMinute = Math.floor(startedMs / minuteMs) * minuteMs - minuteMs;
      const earlier = rates.filter(([at]) => Date.parse(`${at?.replace(' ', 'T')}Z`) < demoMinute);
      assert.ok(earlier.length >= 8, 'minutes to compare with');
      assert.deepEqual(new Set(earlier.map(([, rate]) => rate)), new Set(['0 %']));
      assert.match(failing, /^[\d.]+ %$/);
      assert.notEqual(failing, '0 %');
      t.diagnostic(`from the first page to the chart in ${Date.now() - startedMs} ms`);
    }),
  );
});
