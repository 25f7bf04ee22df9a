import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import type { Locator, Page } from 'playwright-core';
import type { LogViewer } from '../start.ts';
import { four, openLogs, rowOf, waitForList, writeFour } from './pages.ts';

const env = { ERROR_TRACKER_URL: 'https://errors.example.com', METRICS_COLLECTOR_URL: 'https://metrics.example.com' };
const secondMs = 1000;
const start = Date.parse('2026-01-23T15:00:00Z');
const at = new Date(start + 299.5 * secondMs).toISOString();
const query = `?since=2026-01-23T15:00Z&until=2026-01-23T16:00Z&at=${at}`;

/** A line each second for ten minutes, in one of which something fails. */
async function writeMinutes(viewer: LogViewer): Promise<void> {
  const web = viewer.docker.create({ name: 'web' });
  const lines = Array.from({ length: 600 }, (_, second) => {
    const log = second === 300 ? 'ERROR vase has no price\n' : `INFO tick ${second}\n`;
    return JSON.stringify({ log, stream: 'stdout', time: new Date(start + second * secondMs).toISOString() });
  });
  web.write(`${lines.join('\n')}\n`);
  await viewer.stored(600);
}

async function hrefOf(within: Page | Locator, name: string): Promise<URL> {
  return new URL((await within.getByRole('link', { name }).getAttribute('href')) ?? '');
}

describe('the moment in the address', () => {
  it(
    'is in sight and marked, and a click away once one has scrolled on',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { query, seed: writeMinutes });
      const failed = rowOf(page, 'vase has no price');
      await failed.waitFor();
      const box = (await page.getByRole('feed').boundingBox()) ?? { y: 0, height: 0 };
      const row = (await failed.boundingBox()) ?? { y: 0, height: 0 };
      const marked = await page.locator('.entry.target .entry-text').allInnerTexts();
      const lines = await page.locator('.entry.moment .entry-text').allInnerTexts();
      const name = await failed.getAttribute('aria-label');
      await assertAccessible(page);

      await page.getByRole('feed').evaluate((feed) => feed.scrollTo(0, 0));
      await rowOf(page, 'tick 599').waitFor();
      await page.getByRole('button', { name: 'Go there' }).click();
      await failed.waitFor();

      assert.ok(Math.abs(row.y + row.height / 2 - (box.y + box.height / 2)) < row.height, 'in the middle');
      assert.deepEqual(marked, ['ERROR vase has no price', 'INFO tick 299']);
      assert.deepEqual(lines, ['ERROR vase has no price'], 'the moment is right below');
      assert.match(name ?? '', /^Marked, Error, web, 2026-01-23 15:05:00\.000 UTC$/);
      await page.getByText('Marked: 15:04:59.500 UTC ± 1 s').waitFor();
    }),
  );

  it(
    'is in sight again in a list that is read anew, unless one had gone to the top of it',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { query, seed: writeMinutes });
      const failed = rowOf(page, 'vase has no price');
      await failed.waitFor();
      const refresh = page.getByRole('button', { name: 'Refresh now' });
      const counted = () => page.waitForResponse((answer) => /\/api\/logs\?.*limit=200/.test(answer.url()));
      const top = page.getByRole('feed');

      await Promise.all([counted(), refresh.click()]);
      await page.waitForFunction(() => (document.querySelector('.virtual-rows')?.scrollTop ?? 0) > 0);
      await failed.waitFor();
      await top.evaluate((feed) => feed.scrollTo(0, 0));
      await rowOf(page, 'tick 599').waitFor();
      const later = viewer.docker.create({ name: 'later' });
      const time = new Date(start + 900 * secondMs).toISOString();
      later.write(`${JSON.stringify({ log: 'INFO at last\n', stream: 'stdout', time })}\n`);
      await viewer.stored(601);
      await refresh.click();
      await rowOf(page, 'at last').waitFor();
      await Promise.all([counted(), refresh.click()]);
      await rowOf(page, 'at last').waitFor();

      assert.equal(await top.evaluate((feed) => feed.scrollTop), 0);
    }),
  );

  it(
    'is found among what a search leaves, and forgotten with its span',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { query, seed: writeMinutes });
      await rowOf(page, 'vase has no price').waitFor();

      await page.getByLabel('Search messages').fill('tick');
      await page.getByText('599 entries').waitFor();
      await rowOf(page, 'tick 301').waitFor();
      await page.getByRole('button', { name: 'Show all time' }).click();
      await page.locator('.marked-moment').waitFor({ state: 'detached' });

      assert.equal(await page.locator('.entry.target').count(), 0);
      assert.equal(new URL(page.url()).search, '?search=tick');
    }),
  );

  it(
    'is left alone where it cannot be read',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { query: '?at=yesterday', seed: writeFour });

      await waitForList(page, four.toReversed());

      assert.equal(await page.locator('.marked-moment').count(), 0);
    }),
  );
});

describe('the way from the logs to the rest', () => {
  it(
    'leads from an entry to what is around it',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { query, seed: writeMinutes, start: { env } });
      const failed = rowOf(page, 'vase has no price');

      await failed.locator('.entry-line').click();
      const errors = await hrefOf(failed, 'Errors around this moment');
      const metrics = await hrefOf(failed, 'Metrics around this moment');

      assert.deepEqual(
        [errors.host, Object.fromEntries(errors.searchParams)],
        ['errors.example.com', { view: 'all', since: '2026-01-23T15:03Z', until: '2026-01-23T15:06Z' }],
      );
      assert.deepEqual(
        [metrics.host, Object.fromEntries(metrics.searchParams)],
        ['metrics.example.com', { since: '2026-01-23T14:50Z', until: '2026-01-23T15:10Z' }],
      );
      await assertAccessible(page);
    }),
  );

  it(
    'leads from a span of the histogram to that span, and from all time nowhere',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeMinutes, start: { env } });
      await rowOf(page, 'tick 599').waitFor();
      const atFirst = await page.locator('.span-links').count();

      await page.getByRole('button', { name: 'As a table' }).click();
      await page.locator('.histogram-table tbody button').last().click();
      const errors = await hrefOf(page, 'Errors in this span');
      const metrics = await hrefOf(page, 'Metrics in this span');

      const { since, until } = Object.fromEntries(new URL(page.url()).searchParams);
      assert.equal(atFirst, 0);
      assert.deepEqual(Object.fromEntries(errors.searchParams), { view: 'all', since, until });
      assert.deepEqual(Object.fromEntries(metrics.searchParams), { since, until });
    }),
  );
});
