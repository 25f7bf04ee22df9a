import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { four, listed, openLogs, refused, rowOf, waitForList, waitForTotal, writeFour, writeMany } from './pages.ts';

const newestFirst = four.toReversed();
const [miss = '', failed = '', slow = ''] = newestFirst;

describe('the list', () => {
  it(
    'filters by container, level, words and time, and keeps that over a reload and the way back',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);

      await page.getByRole('button', { name: /^Containers/ }).click();
      await page.getByRole('checkbox', { name: /^worker/ }).check();
      await page.keyboard.press('Escape');
      await waitForList(page, [miss, failed]);
      await page.getByRole('button', { name: /^Error/ }).click();
      await waitForList(page, [failed]);
      assert.equal(page.url(), `${viewer.url}/?container=worker&level=ERROR`);
      await page.reload();
      await waitForList(page, [failed]);
      await page.goBack();
      await waitForList(page, [miss, failed]);
      await page.goBack();
      await waitForList(page, newestFirst);
      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByRole('button', { name: 'Last hour' }).click();

      await waitForList(page, [miss, failed, slow]);
      assert.equal(page.url(), `${viewer.url}/?range=1h`);
    }),
  );

  it(
    'takes several levels, and writes those above one as such',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);

      for (const level of [/^Critical/, /^Error/, /^Warning/]) await page.getByRole('button', { name: level }).click();
      await waitForList(page, [failed, slow]);

      assert.equal(new URL(page.url()).searchParams.get('level'), '>=WARNING');
    }),
  );

  it(
    'searches while one types and marks what was found, also inside an entry',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      const entries = await page.evaluate(() => history.length);

      await page.getByLabel('Search messages').pressSequentially('pay* OR slow');
      await waitForList(page, [failed, slow]);
      assert.deepEqual(await page.locator('.entry-text mark').allTextContents(), ['pay', 'slow']);
      await rowOf(page, failed).locator('.entry-line').click();

      assert.equal(await page.locator('.entry-whole mark').textContent(), 'pay');
      assert.equal(new URL(page.url()).searchParams.get('search'), 'pay* OR slow');
      assert.equal(await page.evaluate(() => history.length), entries);
      assert.ok(page.url().startsWith(viewer.url));
    }),
  );

  it(
    'says at the field why a search is refused',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, expected: [refused(400)] });
      await waitForList(page, newestFirst);

      await page.getByLabel('Search messages').fill('a '.repeat(70));

      await page.getByRole('alert').getByText('at most 64 words').waitFor();
      assert.equal(await page.getByLabel('Search messages').getAttribute('aria-invalid'), 'true');
      await page.getByLabel('Search messages').fill('slow');
      await waitForList(page, [slow]);
    }),
  );

  it(
    'offers to clear filters that nothing matches',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour, query: '?search=nothing&level=ERROR' });
      await page.getByText('No entry matches').waitFor();

      await page.getByRole('button', { name: 'Clear filters' }).click();

      await waitForList(page, newestFirst);
      assert.equal(page.url(), `${viewer.url}/`);
      assert.equal(await page.getByLabel('Search messages').inputValue(), '');
    }),
  );

  it(
    'scrolls to any place among thousands of entries with few of them in the page',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: (viewer) => writeMany(viewer, 3000),
        start: { env: { TAIL_BUFFER: '1000000' } },
      });
      await waitForTotal(page, '3,000 entries');
      const rows = page.locator('.virtual-rows');

      await rows.evaluate((box) => (box.scrollTop = box.scrollHeight));
      await page.getByText('line 1 of many').waitFor();
      await rows.evaluate((box) => (box.scrollTop = box.scrollHeight / 2));
      await page.getByText('line 1500 of many').waitFor();

      const shown = await listed(page);
      const numbers = shown.map((text) => Number(/line (\d+)/.exec(text)?.[1]));
      assert.deepEqual(
        numbers,
        numbers.toSorted((one, other) => other - one),
      );
      assert.ok(shown.length < 80, `${shown.length} rows are in the page`);
    }),
  );

  it(
    'downloads what the filters leave',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, query: '?search=payment' });
      await waitForList(page, [failed]);
      await page.getByRole('button', { name: 'Export' }).click();

      const started = page.waitForEvent('download');
      await page.getByRole('link', { name: /^NDJSON/ }).click();
      const content = await (await started).createReadStream();
      const lines = (await content.toArray()).join('').trim().split('\n');

      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { message: string }).message),
        [`ERROR ${failed}`],
      );
    }),
  );

  it(
    'refreshes by itself, but not while one reads further down or in an entry',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      await page.clock.install();
      await page.getByLabel('Refresh automatically').selectOption('10s');
      let asked = 0;
      page.on('request', (request) => (asked += Number(request.url().includes('/api/logs?'))));

      viewer.docker.create({ name: 'late' }).print('stdout', 'a late one');
      await viewer.stored(5);
      await page.clock.runFor(10_000);
      await waitForList(page, ['a late one', ...newestFirst]);
      await rowOf(page, 'a late one').locator('.entry-line').click();
      await page.clock.runFor(60_000);

      assert.equal(asked, 1);
    }),
  );
});
