import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import type { Locator } from 'playwright-core';
import { openTracker, waitForList } from './pages.ts';

const env = { LOG_VIEWER_URL: 'https://logs.example.com', METRICS_COLLECTOR_URL: 'https://example.com/metrics' };
const elsewhere = /^(Logs|Metrics) (around|in) this/;

async function addressOf(link: Locator): Promise<{ place: string; params: Record<string, string> }> {
  const url = new URL((await link.getAttribute('href')) ?? '');
  return { place: url.origin + url.pathname, params: Object.fromEntries(url.searchParams) };
}

describe('the way from an error to the rest', () => {
  it(
    'leads from the occurrence that is shown to its logs and metrics',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        start: { env },
        seed: async (tracker) => {
          await tracker.send({ timestamp: '2026-01-23T15:30:20.250Z' });
          await tracker.send({ timestamp: '2026-01-23T16:00:00Z' });
        },
      });
      const bar = page.locator('.occurrence-bar');
      await bar.getByText('Occurrence 1 of 2').waitFor();

      await page.keyboard.press('j');
      await bar.getByText('Occurrence 2 of 2').waitFor();
      const logs = await addressOf(bar.getByRole('link', { name: 'Logs around this moment' }));
      const metrics = await addressOf(bar.getByRole('link', { name: 'Metrics around this moment' }));

      const around = { since: '2026-01-23T15:28:20Z', until: '2026-01-23T15:31:21Z' };
      assert.deepEqual(logs, {
        place: 'https://logs.example.com/',
        params: { ...around, at: '2026-01-23T15:30:20.250Z' },
      });
      assert.deepEqual(metrics, {
        place: 'https://example.com/metrics/',
        params: { since: '2026-01-23T15:15Z', until: '2026-01-23T15:36Z' },
      });
      await assertAccessible(page);
    }),
  );

  it(
    'leads from the first time, of which no occurrence may be kept',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        start: { env: { LOG_VIEWER_URL: env.LOG_VIEWER_URL } },
        seed: async (tracker) => {
          for (let hour = 10; hour < 20; hour++) await tracker.send({ timestamp: `2026-01-23T${hour}:00:00Z` });
        },
      });
      const summary = page.getByRole('region', { name: 'Summary' });

      const { params } = await addressOf(summary.getByRole('link', { name: 'Logs around this moment' }));

      assert.equal(params['at'], '2026-01-23T10:00Z');
      assert.equal(await page.getByRole('link', { name: /^Metrics/ }).count(), 0, 'nobody has said where they are');
    }),
  );

  it(
    'leads from a list of some time to that time, and from one of all time nowhere',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { start: { env }, seed: (tracker) => tracker.send() });
      await waitForList(page, ['ValueError']);
      const atFirst = await page.getByRole('link', { name: elsewhere }).count();

      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByRole('button', { name: 'Last 6 hours' }).click();
      const logs = await addressOf(page.getByRole('link', { name: 'Logs in this span' }));
      const metrics = await addressOf(page.getByRole('link', { name: 'Metrics in this span' }));
      await page.getByRole('checkbox').first().check();

      assert.equal(atFirst, 0);
      assert.deepEqual([logs.params, metrics.params], [{ range: '6h' }, { range: '6h' }]);
      assert.equal(await page.getByRole('link', { name: elsewhere }).count(), 0, 'what can be done takes the place');
    }),
  );

  it(
    'is not offered where no address is set',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, { path: 'errors/1', seed: (tracker) => tracker.send() });

      await page.getByText('Occurrence 1 of 1').waitFor();

      assert.equal(await page.locator('.span-links').count(), 0);
    }),
  );
});

describe('an error that came back', () => {
  it(
    'says so in the list and on its page until it is resolved again',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: async (tracker) => {
          await tracker.send();
          await tracker.call('POST', '/api/errors/1/resolve');
          await tracker.send();
        },
      });
      const badge = page.locator('.badge', { hasText: /^Came back / });
      await badge.waitFor();
      const inList = await badge.innerText();
      await assertAccessible(page);

      await page.getByRole('link', { name: /ValueError/ }).click();
      await page.getByRole('heading', { level: 1, name: 'ValueError' }).waitFor();
      await badge.waitFor();
      const summary = await page.getByRole('region', { name: 'Summary' }).locator('dt').allInnerTexts();
      await page.getByRole('button', { name: 'Resolve' }).click();
      await page.locator('.badge', { hasText: 'Resolved' }).waitFor();

      assert.match(inList, /^Came back (just now|\d+ s ago)$/);
      assert.deepEqual(summary, ['Occurrences', 'Last seen', 'First seen', 'Came back', 'Fingerprint']);
      assert.equal(await badge.count(), 0);
    }),
  );
});
