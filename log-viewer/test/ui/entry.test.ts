import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import type { LogViewer } from '../start.ts';
import { openLogs, refused, rowOf, waitForTotal, writeMany } from './pages.ts';

const order = { level: 'warn', msg: 'order placed', order: 7, user: { id: 42, tags: ['a', 'b'] } };
const traceback = [
  'ERROR request failed',
  'Traceback (most recent call last):',
  '  File "a.py", line 1',
  'KeyError: 7',
];
const script = '<script>document.title = "owned"</script><img src=x onerror="document.title = 1">';

function write(...texts: string[]) {
  return async (viewer: LogViewer): Promise<void> => {
    const container = viewer.docker.create({ name: 'web' });
    for (const text of texts) container.print('stdout', text);
    await viewer.stored(texts.length);
  };
}

describe('an entry', () => {
  it(
    'of JSON shows a stack in it line by line',
    withBrowser(async (t, browser) => {
      const stack = 'Error: no price\n    at pay (/app/a.js:1:1)';
      const { page } = await openLogs(t, browser, { seed: write(JSON.stringify({ msg: 'failed', err: { stack } })) });

      await rowOf(page, 'failed').locator('.entry-line').click();

      assert.equal(await page.locator('.json-text').innerText(), stack);
    }),
  );

  it(
    'of JSON is one line of what counts, and folds and unfolds when it is expanded',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: write(JSON.stringify(order)) });
      const row = rowOf(page, 'order placed');
      assert.match((await row.locator('.entry-text').textContent()) ?? '', /^order placed\s*order=7\s*user=/);
      assert.equal(await row.locator('.level').textContent(), 'WARNING');

      await row.locator('.entry-line').click();
      await row.getByText('msg: "order placed"').waitFor();
      await row.locator('summary', { hasText: 'user: {' }).click();
      await row.locator('summary', { hasText: 'user: { 2 }' }).waitFor();
      await row.getByRole('button', { name: 'Raw' }).click();

      assert.equal(await row.locator('.entry-whole').textContent(), JSON.stringify(order));
    }),
  );

  it(
    'of many lines says how many more there are, and shows them when it is expanded',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: write(traceback.join('\n')) });
      const row = rowOf(page, 'request failed');
      await row.getByText('+3 lines').waitFor();

      await row.locator('.entry-line').click();

      assert.equal(await row.locator('.entry-whole').innerText(), traceback.join('\n'));
    }),
  );

  it(
    'is copied without its colours, and by its address',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: write('\u001b[31mred\u001b[0m and plain'),
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      await rowOf(page, 'red and plain').locator('.entry-line').click();
      const copied = () => page.evaluate(() => navigator.clipboard.readText());

      await page.getByRole('button', { name: 'Copy the message' }).click();
      await page.getByText('Copied').waitFor();
      assert.equal(await copied(), 'red and plain');
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Copied').nth(1).waitFor();

      assert.equal(await copied(), `${viewer.url}/?entry=1`);
    }),
  );

  it(
    'that a link leads to stands above the list when it is far down',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: (viewer) => writeMany(viewer, 600), query: '?entry=3' });
      await waitForTotal(page, '600 entries');

      await page.locator('.pinned-entry .entry-whole', { hasText: 'line 3 of many' }).waitFor();
      await page.keyboard.press('Escape');

      await page.locator('.pinned-entry').waitFor({ state: 'detached' });
    }),
  );

  it(
    'that is no longer stored is told',
    withBrowser(async (t, browser) => {
      const options = { query: '?entry=99', expected: [refused(404)] };
      const { page } = await openLogs(t, browser, { seed: write('one'), ...options });

      await page.getByText('Entry 99 is no longer stored').waitFor();
    }),
  );

  it(
    'keeps its terminal colours in the page’s own measure, and loses every other sequence',
    withBrowser(async (t, browser) => {
      const text =
        '\u001b[38;2;10;10;60mdeep\u001b[0m \u001b[1;3;4mloud\u001b[0m \u001b]8;;http://x\u0007link\u001b[2K';
      const { page } = await openLogs(t, browser, { seed: write(text), colorScheme: 'dark' });
      const row = rowOf(page, 'deep loud link');
      const deep = await row.getByText('deep').evaluate((part) => getComputedStyle(part).color);
      const loud = await row.getByText('loud').evaluate((part) => getComputedStyle(part).cssText || part.className);

      assert.notEqual(deep, 'rgb(10, 10, 60)');
      assert.match(loud, /ansi-bold ansi-italic ansi-underline/);
    }),
  );

  it(
    'is shown word for word and never run',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, {
        seed: write(script, JSON.stringify({ msg: script, [script]: 1 })),
      });
      await waitForTotal(page, '2 entries');

      await rowOf(page, `${script}${script}=1`).locator('.entry-line').click();
      await page.locator('.json-view').waitFor();
      await rowOf(page, script).last().locator('.entry-line').click();

      assert.equal(await page.locator('pre.entry-whole').textContent(), script);
      assert.equal(await page.locator('main script, main img').count(), 0);
      assert.equal(await page.title(), 'Logs · Monlight');
    }),
  );

  it(
    'of a thousand lines shows its beginning first',
    withBrowser(async (t, browser) => {
      const long = ['ERROR long', ...Array.from({ length: 500 }, (_, index) => `    at f${index} (a.js:1:1)`)].join(
        '\n',
      );
      const { page } = await openLogs(t, browser, { seed: write(long) });
      await rowOf(page, 'ERROR long').locator('.entry-line').click();

      await page.getByRole('button', { name: 'Show all 501 lines' }).click();

      assert.equal(await page.locator('.entry-whole').innerText(), long);
    }),
  );
});

describe('an entry in context', () => {
  it(
    'stands among what its container wrote before and after, oldest first, and more of it on demand',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: (viewer) => writeMany(viewer, 100), query: '?search=50' });
      await rowOf(page, 'line 50 of').locator('.entry-line').click();
      await page.getByRole('button', { name: 'Show in context' }).click();
      await page.getByText(/^Around .* in web$/).waitFor();
      const shown = () => page.locator('.context-rows .entry-text').allTextContents();
      await page.locator('.entry.target').waitFor();
      assert.equal((await shown()).length, 41);
      assert.match((await shown())[0] ?? '', /line 30 of/);

      await page.getByRole('button', { name: 'Show earlier' }).click();
      await page.getByText('line 10 of many').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Show earlier' }).click();
      await page.getByText('The beginning of what is stored').waitFor();
      await page.keyboard.press('Escape');

      await page.locator('.virtual-rows').waitFor();
      assert.equal(new URL(page.url()).searchParams.get('search'), '50');
    }),
  );

  it(
    'leads back to where the list was',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: (viewer) => writeMany(viewer, 200) });
      await page.getByText('line 200 of many').waitFor();
      await page.locator('.virtual-rows').evaluate((box) => (box.scrollTop = 100 * 28));
      await rowOf(page, 'line 95 of').locator('.entry-line').click();
      await page.getByRole('button', { name: 'Show in context' }).click();
      await page.locator('.entry.target').waitFor();

      await page.getByRole('button', { name: 'Back to the list' }).click();

      await page.locator('.virtual-rows .entry.expanded', { hasText: 'line 95 of' }).waitFor();
      assert.equal(await page.locator('.virtual-rows').evaluate((box) => box.scrollTop), 100 * 28);
    }),
  );
});
