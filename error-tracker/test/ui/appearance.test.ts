import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import { shiftOf } from '@monlight/shared/testing/page-load';
import {
  assertFocusSeen,
  assertFrameFirst,
  assertLean,
  assertStill,
  overflowOf,
} from '@monlight/shared/testing/ui/page-checks';
import type { Page } from 'playwright-core';
import type { ErrorTracker } from '../start.ts';
import { openTracker, sendFour } from './pages.ts';

const schemes = ['light', 'dark'] as const;
const phone = { viewport: { width: 390, height: 800 } };

async function seed(tracker: ErrorTracker): Promise<void> {
  await sendFour(tracker);
  await tracker.send({
    exception_type: 'com.example.shop.infrastructure.persistence.OptimisticLockingFailureException',
    project: 'a-project-with-a-rather-long-name-that-goes-on-and-on',
    message: 'x'.repeat(5000),
    traceback: `Error: ${'y'.repeat(5000)}\n    at f (/srv/${'z'.repeat(300)}.js:1:1)`,
    request_url: `https://example.com/${'path'.repeat(100)}`,
    request_headers: { [`x-${'long'.repeat(30)}`]: 'v'.repeat(500) },
    extra: { [`key-${'long'.repeat(30)}`]: 'v'.repeat(500) },
  });
}

async function heightOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).boundingBox())?.height ?? 0;
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

describe('the look of the pages', () => {
  for (const colorScheme of schemes) {
    it(
      `is accessible in ${colorScheme}: list, panels, one error, sign-in, first run`,
      withBrowser(async (t, browser) => {
        const { page, tracker } = await openTracker(t, browser, { seed, colorScheme });
        await page.getByText('5 errors').waitFor();
        await page.getByLabel(/^Select KeyError/).check();
        await assertAccessible(page);
        await page.getByRole('button', { name: 'Alerts' }).click();
        await page.getByRole('dialog', { name: 'Alert mails' }).waitFor();
        await assertAccessible(page);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Time range/ }).click();
        await page.getByRole('dialog', { name: 'Time range' }).waitFor();
        await assertAccessible(page);

        await page.goto(`${tracker.url}/errors/5`);
        await page.locator('.chart canvas').waitFor();
        await assertAccessible(page);
        await page.getByRole('button', { name: 'Raw' }).click();
        await page.getByRole('button', { name: 'Delete' }).click();
        await assertAccessible(page);

        const empty = await openTracker(t, browser, { colorScheme });
        await empty.page.getByText('No errors yet').waitFor();
        await assertAccessible(empty.page);
        await empty.page.context().clearCookies();
        await empty.page.reload();
        await empty.page.getByLabel('API key').waitFor();
        await assertAccessible(empty.page);
      }),
    );
  }

  it(
    'never scrolls sideways on a telephone, and stays accessible there',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed, ...phone });
      await page.getByText('5 errors').waitFor();
      assert.equal(await overflowOf(page), 0);
      await page.getByLabel('Select all on this page').filter({ visible: true }).check();
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
      await page.getByLabel('Sort by').selectOption('count');
      await page.waitForURL(/sort=count/);

      await page.goto(`${tracker.url}/errors/5`);
      await page.locator('.chart canvas').waitFor();
      assert.equal(await overflowOf(page), 0);
      await page.getByRole('button', { name: 'Show whole message' }).click();
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
    }),
  );

  it(
    'follows the system’s colours until one of the two is chosen for good',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed, colorScheme: 'light' });
      await page.getByText('5 errors').waitFor();
      const light = await background(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await background(page);
      assert.notEqual(dark, light);

      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByLabel('Light').check();
      assert.equal(await background(page), light);
      await page.reload();

      assert.equal(await background(page), light);
    }),
  );

  it(
    'shows its frame before its script has run, in the chosen theme',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed });

      await assertFrameFirst(page, tracker.url);
    }),
  );

  it(
    'is small, takes everything from its own server, and trusts nobody else',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed });

      await assertLean(page, `${tracker.url}/`, '.group-type');
      await assertLean(page, `${tracker.url}/errors/5`, '.chart canvas');
    }),
  );

  it(
    'shows where the focus is, all the way through',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed, ...phone });
      await page.getByText('5 errors').waitFor();
      await assertFocusSeen(page, 40);

      await page.goto(`${tracker.url}/errors/5`);
      await page.locator('.chart canvas').waitFor();
      await assertFocusSeen(page, 30);
    }),
  );

  it(
    'is still for those who ask for that',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser);
      await page.getByText('No errors yet').waitFor();

      await assertStill(page);
    }),
  );

  it(
    'is whole on paper, without anything to press, in black on white',
    withBrowser(async (t, browser) => {
      const long = Array.from({ length: 12 }, (_, line) => `line ${line} of the message`).join('\n');
      const frames = '  File "/usr/lib/python3/site-packages/web/app.py", line 7, in call\n    return handler()';
      const traceback = `Traceback (most recent call last):\n${frames}\n  File "/app/shop.py", line 3, in buy\n    sell()\nValueError`;
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (tracker) => tracker.send({ message: long, traceback }),
        colorScheme: 'dark',
      });
      await page.locator('.chart canvas').waitFor();
      await page.getByText('return handler()').waitFor({ state: 'hidden' });
      const cut = await heightOf(page, '.group-head .clamped-text');

      await page.emulateMedia({ media: 'print' });
      await page.getByText('return handler()').waitFor();

      assert.ok((await heightOf(page, '.group-head .clamped-text')) > cut * 2);
      assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 0);
      await page.getByText(/^1 occurrence in the last 30 days/).waitFor();
      assert.equal(await background(page), 'rgb(255, 255, 255)');
      const ink = await page
        .locator('h1')
        .last()
        .evaluate((heading) => getComputedStyle(heading).color);
      assert.equal(ink, 'rgb(0, 0, 0)');
    }),
  );

  it(
    'moves nothing while it loads, from a quick server or a slow one',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed, start: { env: { POSTMARK_API_TOKEN: 'half' } } });
      const load = async (path: string, sign: string): Promise<void> => {
        await page.goto(`${tracker.url}/${path}`);
        await page.locator(sign).first().waitFor();
        assert.equal(await shiftOf(page), 0, `/${path}`);
      };

      await load('', '.group-type');
      await load('errors/5', '.chart canvas');
      // Answers that come only when the page has begun to say that it waits.
      await page.route('**/api/**', async (route) => {
        await page.locator('.loading-rows').waitFor();
        await route.continue();
      });
      await load('', '.group-type');
      await load('errors/5', '.chart canvas');
    }),
  );
});
