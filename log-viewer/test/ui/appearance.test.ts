import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import { shiftOf } from '@monlight/shared/testing/page-load';
import { assertFocusSeen, assertFrameFirst, assertLean, overflowOf } from '@monlight/shared/testing/ui/page-checks';
import type { Page } from 'playwright-core';
import type { LogViewer } from '../start.ts';
import { openLogs, rowOf, waitForTotal, writeFour } from './pages.ts';

const esc = '\u001b';
const colours = [30, 31, 32, 33, 34, 35, 36, 37, 90, 97].map((code) => `${esc}[${code}mcolour ${code}${esc}[0m`);

async function seed(viewer: LogViewer): Promise<void> {
  await writeFour(viewer);
  const container = viewer.docker.create({ name: 'a-container-with-a-rather-long-name-that-goes-on-and-on' });
  container.print(
    'stdout',
    `${colours.join(' ')} ${esc}[41;97mon red${esc}[0m ${esc}[2mfaint${esc}[0m ${esc}[7minverse${esc}[0m`,
  );
  container.print(
    'stdout',
    JSON.stringify({ level: 'fatal', msg: 'it is over', [`key-${'long'.repeat(30)}`]: 'v'.repeat(500) }),
  );
  container.print('stdout', 'x'.repeat(5000));
  await viewer.stored(7);
}

async function open(page: Page, button: RegExp, dialog: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog', { name: dialog }).waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
}

describe('the look of the page', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(
      `is accessible in ${colorScheme}: list, entries, panels, context, nothing found, first run`,
      withBrowser(async (t, browser) => {
        const { page, viewer } = await openLogs(t, browser, { seed, colorScheme, query: '?search=c*%20OR%20NOT%20c*' });
        await waitForTotal(page, '7 entries');
        await page.locator('.chart canvas').waitFor();
        await assertAccessible(page);
        await rowOf(page, 'it is over').locator('.entry-line').click();
        await assertAccessible(page);
        await rowOf(page, 'colour 30').locator('.entry-line').click();
        await assertAccessible(page);
        await open(page, /^Containers/, 'Containers');
        await open(page, /^How to search/, 'How to search');
        await open(page, /^Export/, 'Export');
        await open(page, /^As a table/, 'Entries over time, as a table');

        await page.goto(`${viewer.url}/?context=6&live=1`);
        await page.locator('.entry.target').waitFor();
        await assertAccessible(page);
        await page.goto(`${viewer.url}/?search=nothing&level=ERROR`);
        await page.getByText('No entry matches').waitFor();
        await assertAccessible(page);
        const empty = await openLogs(t, browser, { colorScheme });
        await empty.page.getByText('No log entries yet').waitFor();
        await assertAccessible(empty.page);
      }),
    );
  }

  it(
    'never scrolls sideways on a telephone, and stays accessible there',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed, viewport: { width: 390, height: 800 } });
      await waitForTotal(page, '7 entries');
      assert.equal(await overflowOf(page), 0);
      await assertAccessible(page);
      await page.getByRole('button', { name: /^Filters/ }).click();
      await page.getByRole('button', { name: /^Time range/ }).waitFor();
      assert.equal(await overflowOf(page), 0);
      for (const text of ['xxxx', 'it is over', 'colour 30']) {
        await rowOf(page, text).locator('.entry-line').click();
        assert.equal(await overflowOf(page), 0);
      }
      await assertAccessible(page);

      await page.goto(`${viewer.url}/?context=6&live=1`);
      await page.locator('.entry.target').waitFor();

      assert.equal(await overflowOf(page), 0);
    }),
  );

  it(
    'leaves most of a row to its message, however wide the page is',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed });
      await waitForTotal(page, '7 entries');
      const row = rowOf(page, 'xxxx');
      for (const width of [1440, 961, 960, 768, 390]) {
        await page.setViewportSize({ width, height: 800 });
        const [of, whole] = [await row.locator('.entry-text').boundingBox(), await row.boundingBox()];
        assert.ok(of && whole && of.width > whole.width / 2, `${of?.width} of ${whole?.width} pixels`);
        assert.ok(of.y + of.height <= whole.y + whole.height, 'it is inside its row');
      }
    }),
  );

  it(
    'shows how many lines there are beside the name of the container, not over it',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: async (viewer) => {
          const container = viewer.docker.create({ name: 'a-container-with-a-rather-long-name' });
          container.print(
            'stderr',
            'Traceback (most recent call last):\n  File "a.py", line 1, in pay\nValueError: no price',
          );
          await viewer.stored(1);
        },
      });
      for (const width of [1440, 960, 390]) {
        await page.setViewportSize({ width, height: 800 });
        const row = rowOf(page, 'Traceback');
        const name = await row.locator('.entry-container').boundingBox();
        const lines = await row.locator('.entry-more').boundingBox();
        assert.ok(name && lines && name.x + name.width <= lines.x, `${name?.x} + ${name?.width}, ${lines?.x}`);
      }
    }),
  );

  it(
    'shows its frame before its script has run, in the chosen theme',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed });

      await assertFrameFirst(page, viewer.url);
    }),
  );

  it(
    'is small, takes everything from its own server, and trusts nobody else',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed });

      await assertLean(page, `${viewer.url}/`, '.chart canvas');
    }),
  );

  it(
    'shows where the focus is, all the way through',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed });
      await page.locator('.chart canvas').waitFor();

      await assertFocusSeen(page, 40);
    }),
  );

  it(
    'moves nothing while it loads, from a quick server or a slow one',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed });
      await page.locator('.chart canvas').waitFor();
      assert.equal(await shiftOf(page), 0);

      // Answers that come only when the page has begun to say that it waits.
      await page.route('**/api/**', async (route) => {
        await page.locator('.loading-rows').waitFor();
        await route.continue();
      });
      await page.reload();
      await page.locator('.chart canvas').waitFor();

      assert.equal(await shiftOf(page), 0);
    }),
  );
});
