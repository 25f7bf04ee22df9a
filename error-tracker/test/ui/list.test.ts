import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { listed, openTracker, sendFour, sendMany, waitForList, waitForTotal } from './pages.ts';

const four = ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError'];

describe('the list', () => {
  it(
    'filters by project, environment and words, and keeps that over a reload and the way back',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);

      await page.getByLabel('Project').selectOption('shop');
      await waitForList(page, ['ValueError', 'KeyError']);
      await page.getByLabel('Environment').selectOption('staging');
      await waitForList(page, ['KeyError']);
      assert.equal(page.url(), `${tracker.url}/?project=shop&environment=staging`);
      await page.reload();
      await waitForList(page, ['KeyError']);
      assert.equal(await page.getByLabel('Project').inputValue(), 'shop');

      await page.goBack();
      await waitForList(page, ['ValueError', 'KeyError']);
      await page.goBack();
      await waitForList(page, four);
    }),
  );

  it(
    'searches while one types, without an entry in the history for each letter',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      const entries = await page.evaluate(() => history.length);

      await page.getByLabel('Search type and message').pressSequentially('curren');
      await waitForList(page, ['KeyError']);

      assert.equal(page.url(), `${tracker.url}/?search=curren`);
      assert.equal(await page.evaluate(() => history.length), entries);
    }),
  );

  it(
    'sorts by a column, says so in the header, and keeps it over a reload',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      const header = page.getByRole('columnheader', { name: 'Count' });

      await header.getByRole('button').click();
      await waitForList(page, ['IntegrityError', 'TimeoutError', 'ValueError', 'KeyError']);
      await page.reload();
      await waitForList(page, ['IntegrityError', 'TimeoutError', 'ValueError', 'KeyError']);

      assert.equal(await header.getAttribute('aria-sort'), 'descending');
      assert.equal(await page.getByRole('columnheader', { name: 'Last seen' }).getAttribute('aria-sort'), 'none');
    }),
  );

  it(
    'narrows to a span of time, given in words or as two moments',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      const range = page.getByRole('button', { name: /^Time range/ });

      await range.click();
      await page.getByRole('button', { name: 'Last 6 hours' }).click();
      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError']);
      assert.equal(page.url(), `${tracker.url}/?range=6h`);
      await range.click();
      await page.getByLabel('To (UTC)').fill(new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 16));
      await page.getByRole('button', { name: 'Apply' }).click();

      await waitForList(page, ['IntegrityError']);
      assert.match(await range.innerText(), /Until \d{4}-\d\d-\d\d \d\d:\d\d/);
    }),
  );

  it(
    'goes from page to page',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: (started) => sendMany(started, 53) });
      await page.getByText('1–50 of 53').waitFor();

      await page.getByRole('link', { name: 'Next' }).click();
      await waitForList(page, ['Error003', 'Error002', 'Error001']);
      assert.equal(page.url(), `${tracker.url}/?page=2`);
      await page.reload();
      await page.getByText('51–53 of 53').waitFor();
      await page.getByRole('link', { name: 'Previous' }).click();

      await page.getByText('1–50 of 53').waitFor();
    }),
  );

  it(
    'shows open, resolved, muted or all errors',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: async (tracker) => {
          await sendFour(tracker);
          await tracker.call('POST', '/api/errors/1/resolve');
          await tracker.call('POST', '/api/errors/2/mute');
        },
      });
      await waitForList(page, ['ValueError', 'TimeoutError']);
      const states = page.getByRole('navigation', { name: 'State' });

      await states.getByText('Resolved').click();
      await waitForList(page, ['IntegrityError']);
      await states.getByText('Muted').click();
      await waitForList(page, ['KeyError']);
      await states.getByText('All').click();
      await waitForList(page, four);

      assert.equal(await states.locator('[aria-current=page]').innerText(), 'All');
    }),
  );

  it(
    'refreshes by itself as often as was chosen, and rests while the tab is hidden',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour });
      await waitForList(page, four);
      await page.clock.install();
      await page.getByLabel('Refresh automatically').selectOption('10s');
      let asked = 0;
      page.on('request', (request) => (asked += Number(request.url().includes('/api/errors?'))));

      await tracker.send({ exception_type: 'NewError' });
      await page.clock.runFor(10_000);
      await waitForList(page, ['NewError', ...four]);
      await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
      await page.clock.runFor(60_000);

      assert.equal(asked, 1);
      assert.match(page.url(), /\?refresh=10s$/);
    }),
  );

  it(
    'offers to clear filters that nothing matches',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { seed: sendFour, path: '?search=nothing&range=6h' });
      await page.getByText('No error matches').waitFor();

      await page.getByRole('button', { name: 'Clear filters' }).click();

      await waitForList(page, four);
      assert.equal(page.url(), `${tracker.url}/`);
      assert.equal(await page.getByLabel('Search type and message').inputValue(), '');
    }),
  );

  it(
    'says calmly that no error is open when all are resolved',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: async (tracker) => {
          await tracker.send();
          await tracker.call('POST', '/api/errors/1/resolve');
        },
      });

      await page.getByText('No open errors').waitFor();
      await waitForTotal(page, '0 errors');

      assert.deepEqual(await listed(page), []);
    }),
  );
});
