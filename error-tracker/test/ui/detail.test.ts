import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openTracker, refused, sendFour, waitForList } from './pages.ts';

const traceback = [
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3.12/site-packages/starlette/routing.py", line 75, in app',
  '    await response(scope)',
  '  File "/usr/lib/python3.12/site-packages/fastapi/routing.py", line 301, in app',
  '    return await run(dependant)',
  '  File "/app/shop/orders.py", line 88, in create_order',
  '    total = checkout(cart)',
  'ValueError: no such item',
].join('\n');

const request = {
  traceback,
  request_method: 'POST',
  request_url: 'https://shop.example.com/orders',
  request_headers: { 'user-agent': 'curl/8.9' },
  user_id: 4711,
  extra: { cart: { lines: [{ sku: 'BK-1' }] } },
};

describe('the page of one error', () => {
  it(
    'opens from the list and leads back to where one was',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour, path: '?project=billing' });

      await page.getByRole('link', { name: /TimeoutError/ }).click();
      await page.getByRole('heading', { level: 1, name: 'TimeoutError' }).waitFor();
      assert.equal(page.url(), `${tracker.url}/errors/3`);
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'TimeoutError' }).waitFor();
      await page.goBack();

      await waitForList(page, ['TimeoutError', 'IntegrityError']);
      assert.equal(page.url(), `${tracker.url}/?project=billing`);
    }),
  );

  it(
    'shows what came with the report',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { path: 'errors/1', seed: (tracker) => tracker.send(request) });

      await page.getByRole('link', { name: 'https://shop.example.com/orders' }).waitFor();

      assert.equal(await page.getByRole('row', { name: 'user-agent' }).getByRole('cell').innerText(), 'curl/8.9');
      await page.getByText('4711').waitFor();
      await page.getByText('lines: [ 1 ]').click();
      await page.getByText('"BK-1"').waitFor({ state: 'hidden' });
      await page.getByText('{ 1 }').click();
      await page.getByText('"BK-1"').waitFor();
    }),
  );

  it(
    'folds library frames, unfolds them, shows the raw text and copies all of it',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (tracker) => tracker.send(request),
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const library = page.getByText('starlette/routing.py');

      await page.getByText('2 library frames').waitFor();
      assert.equal(await library.count(), 0);
      await page.getByText('2 library frames').click();
      await library.waitFor();
      await page.getByRole('button', { name: 'Show all frames' }).click();
      await library.waitFor();
      await page.getByRole('button', { name: 'Raw' }).click();
      assert.equal(await page.getByLabel('Traceback, raw').textContent(), traceback);
      await page.getByRole('button', { name: 'Copy the traceback' }).click();

      await page.getByText('Copied').waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), traceback);
    }),
  );

  it(
    'resolves, reopens and mutes, says so, and keeps it over a reload',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { path: 'errors/1', seed: (tracker) => tracker.send() });
      const badge = (text: string) => page.locator('.group-head .badge', { hasText: text });
      const button = (name: string) => page.getByRole('button', { name, exact: true });

      await button('Resolve').click();
      await badge('Resolved').waitFor();
      await button('Reopen').click();
      await badge('Open').waitFor();
      await button('Mute').click();
      await badge('Muted').waitFor();
      await page.reload();

      await badge('Muted').waitFor();
      await button('Unmute').click();
      await badge('Muted').waitFor({ state: 'detached' });
    }),
  );

  it(
    'deletes after a question and goes back to the list',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { path: 'errors/4', seed: sendFour });

      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();

      await waitForList(page, ['TimeoutError', 'KeyError', 'IntegrityError']);
      assert.equal(page.url(), `${tracker.url}/`);
    }),
  );

  it(
    'goes through the occurrences by button, letter and arrow, and keeps the one that is shown',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: async (tracker) => {
          for (const user of ['ann', 'bob', 'cleo']) await tracker.send({ user_id: user });
        },
      });
      const user = (name: string) => page.locator('.occurrence-facts').getByText(name).waitFor();

      await user('cleo');
      await page.getByRole('button', { name: 'Older occurrence' }).click();
      await user('bob');
      await page.keyboard.press('j');
      await user('ann');
      await page.getByText('Occurrence 3 of 3').waitFor();
      await page.keyboard.press('ArrowLeft');
      await user('bob');
      await page.reload();
      await user('bob');
      await page.keyboard.press('k');

      await user('cleo');
    }),
  );

  it(
    'shows the month as a table too',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (tracker) => tracker.send({ count: 7 }),
      });

      await page.getByRole('img', { name: /^7 occurrences in the last 30 days/ }).waitFor();
      await page.getByText('As a table').click();

      const rows = page.getByRole('region', { name: 'Occurrences a day' }).getByRole('row');
      assert.equal(await rows.count(), 31);
      assert.match(await rows.nth(1).innerText(), /\b7$/);
    }),
  );

  it(
    'says that there is no such error',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { path: 'errors/99', expected: [refused(404)] });

      await page.getByText('There is no such error').waitFor();
      await page.getByRole('link', { name: 'Back to all errors' }).click();

      await page.getByText('No errors yet').waitFor();
    }),
  );
});
