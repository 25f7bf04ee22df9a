import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAccessible, withBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { chartOf, dragOver, legendOf, openMetrics, sendGauge, sendRequests, waitForCharts } from './pages.ts';

const env = { ERROR_TRACKER_URL: 'https://errors.example.com', LOG_VIEWER_URL: 'https://logs.example.com' };

describe('the way from a chart to the rest', () => {
  it(
    'leads from the overview to errors and logs of its period, and of what one drags over',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests, start: { env } });
      await waitForCharts(page, 3);
      const errors = page.getByRole('link', { name: 'Errors in this span' });
      const logs = page.getByRole('link', { name: 'Logs in this span' });
      const ofPeriod = [await errors.getAttribute('href'), await logs.getAttribute('href')];
      await assertAccessible(page);

      await dragOver(page, 'Error rate', 0.3, 0.7);
      await page.getByRole('button', { name: 'Back to the last hour' }).waitFor();
      const { search } = new URL(page.url());
      const span = new URLSearchParams(search);
      span.delete('range');

      assert.deepEqual(ofPeriod, [
        'https://errors.example.com/?range=1h&view=all',
        'https://logs.example.com/?range=1h',
      ]);
      assert.equal(await logs.getAttribute('href'), `https://logs.example.com/?${span}`);
      assert.equal(await errors.getAttribute('href'), `https://errors.example.com/?${span}&view=all`);
    }),
  );

  it(
    'leads from a metric in the explorer, and nowhere where no address is set',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: 'explore?range=7d', seed: sendGauge, start: { env } });
      const { page: alone } = await openMetrics(t, browser, { path: 'explore?range=7d', seed: sendGauge });
      await chartOf(alone, 'Average').waitFor();

      const href = await page.getByRole('link', { name: 'Logs in this span' }).getAttribute('href');

      assert.equal(href, 'https://logs.example.com/?range=7d');
      assert.equal(await alone.locator('.span-links').count(), 0);
    }),
  );
});

describe('the charts of a service that began just now', () => {
  it(
    'begin with what was measured, and say that there is nothing before',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendRequests });
      await waitForCharts(page, 3);
      const note = 'Before this, nothing was measured in this period.';

      await page.getByText(note).waitFor();
      const label = await chartOf(page, 'Latency').getByRole('img').getAttribute('aria-label');
      await page.goto(page.url().replace(/\/$/, '/explore?metric=http_requests_total'));
      await page.getByText('Before this, there was none in this period.').waitFor();
      await page.goto(new URL('/?range=1h', page.url()).href);
      await waitForCharts(page, 3);

      const [, from = '', to = ''] = /(\d\d:\d\d)\S* ?– ?(?:\S+ )?(\d\d:\d\d)/.exec(label ?? '') ?? [];
      const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
      assert.equal((minutes(to) - minutes(from) + 24 * 60) % (24 * 60), 60, label ?? '');
      assert.equal(await page.getByText(note).count(), 0);
    }),
  );
});

function strokesOf(page: Page, title: string): Promise<(string | null)[]> {
  const lines = chartOf(page, title).locator('.chart-legend path');
  return lines.evaluateAll((all) => all.map((line) => line.getAttribute('stroke-dasharray')));
}

describe('percentiles', () => {
  it(
    'are told apart by their strokes where they lie on each other',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests });
      await waitForCharts(page, 3);
      await legendOf(page, 'Latency');

      const overview = await strokesOf(page, 'Latency');
      await page.goto(new URL('/explore?metric=http_request_duration_seconds', page.url()).href);
      await legendOf(page, 'Percentiles');
      const explorer = await strokesOf(page, 'Percentiles');

      assert.equal(new Set(overview).size, 3);
      assert.deepEqual(explorer, overview);
    }),
  );
});
