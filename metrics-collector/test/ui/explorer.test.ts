import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { chartOf, dragOver, legendOf, openMetrics, sendAll, sendGauge, waitForCharts } from './pages.ts';

const hour = 'range=1h';
const duration = 'metric=http_request_duration_seconds';

function aggregations(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Aggregation' }).getByRole('link').allTextContents();
}

describe('the explorer', () => {
  it(
    'begins with the requests, and finds a metric by parts of its name',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${hour}`, seed: sendAll });
      await page.getByRole('heading', { name: 'http_requests_total' }).waitFor();
      const list = page.getByRole('navigation', { name: 'Metrics' });

      await list.getByRole('searchbox', { name: 'Find a metric' }).fill('Depth queue');
      const found = await list.getByRole('link').allInnerTexts();
      await list.getByRole('link').press('Enter');
      await page.getByRole('heading', { name: 'queue_depth' }).waitFor();

      assert.deepEqual(found, ['queue_depth\ngauge']);
      assert.equal(new URL(page.url()).search, `?metric=queue_depth&${hour}`);
    }),
  );

  it(
    'offers what fits the type',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${hour}`, seed: sendAll });
      await waitForCharts(page, 1);
      const counter = await aggregations(page);

      await page.getByRole('link', { name: /^queue_depth/ }).click();
      await chartOf(page, 'Average').waitFor();
      const gauge = await aggregations(page);
      await page.getByRole('link', { name: /^http_request_duration_seconds/ }).click();
      await chartOf(page, 'Percentiles').waitFor();
      const histogram = await aggregations(page);

      assert.deepEqual(counter, ['Per minute', 'Per second', 'Count']);
      assert.deepEqual(gauge, ['Average', 'Minimum', 'Maximum', 'Last']);
      assert.deepEqual(histogram, ['Percentiles', 'Average', 'Maximum', 'Points per minute']);
    }),
  );

  it(
    'reads the same buckets in every way without asking for them again',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${hour}`, seed: sendAll });
      await waitForCharts(page, 1);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));

      const perMinute = await legendOf(page, 'Per minute');
      await page.getByRole('link', { name: 'Per second' }).click();
      const perSecond = await legendOf(page, 'Per second');
      await page.getByRole('link', { name: 'Count', exact: true }).click();
      const count = await legendOf(page, 'Count per minute');

      assert.deepEqual(
        [perMinute, perSecond, count],
        [['Per minute\n16 /min'], ['Per second\n0.267 /s'], ['Count\n16']],
      );
      assert.deepEqual(
        asked.filter((url) => url.includes('/api/metrics?')),
        [],
      );
    }),
  );

  it(
    'sets a label’s values apart, each a line that can be shown alone',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${duration}&${hour}`, seed: sendAll });
      await waitForCharts(page, 1);

      await page.getByLabel('Group by').selectOption('endpoint');
      await chartOf(page, 'p95 by endpoint').waitFor();
      const lines = await legendOf(page, 'p95 by endpoint');
      await page.getByRole('button', { name: /^\/api\/login/ }).click();
      await chartOf(page, 'p95 by endpoint').getByRole('button', { name: 'as a table' }).click();

      assert.match(lines.toSorted().join(' '), /^\/api\/items\n[34]\S* ms \/api\/login\n2\d\d ms$/);
      assert.deepEqual(await page.locator('.chart-table th[scope=col]').allTextContents(), [
        'Time (UTC)',
        '/api/login',
      ]);
      assert.equal(new URL(page.url()).searchParams.get('by'), 'endpoint');
    }),
  );

  it(
    'narrows to a label’s value and widens again, in the address too',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?show=count&${hour}`, seed: sendAll });
      await waitForCharts(page, 1);

      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      const panel = page.getByRole('dialog', { name: 'Filter by label' });
      const offered = await panel.getByRole('group', { name: 'status' }).getByRole('button').allInnerTexts();
      await panel.getByRole('button', { name: '500' }).click();
      await page.getByRole('button', { name: 'Count 1', exact: true }).waitFor();
      const narrowed = new URL(page.url()).searchParams.get('labels');
      await page.getByRole('button', { name: 'status: 500' }).click();
      await page.getByRole('button', { name: 'Count 16', exact: true }).waitFor();

      assert.equal(offered.length, 2);
      assert.match(offered[0] ?? '', /^200\s+2/);
      assert.equal(narrowed, 'status:500');
      assert.equal(new URL(page.url()).searchParams.get('labels'), null);
    }),
  );

  it(
    'shows no value where nothing was sent, in the table and in the file',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?metric=queue_depth&${hour}`, seed: sendGauge });
      await waitForCharts(page, 1);

      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: /^CSV/ }).click();
      const download = await saved;
      await page.getByRole('button', { name: 'as a table' }).click();
      const rows = await page.locator('.chart-table td').allTextContents();
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');

      assert.deepEqual(rows, ['3', '7']);
      assert.match(download.suggestedFilename(), /^queue_depth-avg-\d{4}-\d\d-\d\dT\d{4}-\d{4}-\d\d-\d\dT\d{4}\.csv$/);
      assert.equal(lines[0], 'time_utc,Average');
      assert.ok(lines.length >= 61);
      assert.deepEqual(
        lines
          .slice(1)
          .map((line) => line.split(',')[1])
          .filter(Boolean),
        ['7', '3'],
      );
    }),
  );

  it(
    'shows the value under the pointer, and the newest when there is none',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?metric=queue_depth&${hour}`, seed: sendGauge });
      await waitForCharts(page, 1);
      const newest = await legendOf(page, 'Average');
      const { x, y, width } = (await page.locator('.u-over').boundingBox()) ?? { x: 0, y: 0, width: 0 };

      await page.mouse.move(x + width / 4, y + 50);
      await page.mouse.move(x + width / 4 + 2, y + 50);
      const silent = await legendOf(page, 'Average');
      await page.mouse.move(5, 5);

      assert.deepEqual(newest, ['Average\n3']);
      assert.deepEqual(silent, ['Average\n–']);
      await page.getByRole('button', { name: 'Average 3', exact: true }).waitFor();
    }),
  );

  it(
    'goes into a span by dragging, keeps it over a reload, and comes back',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${duration}&${hour}`, seed: sendAll });
      await waitForCharts(page, 1);

      await dragOver(page, 'Percentiles', 0.4, 0.9);
      await page.getByRole('button', { name: 'Back to the last hour' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: /^Time range: \d{4}/ }).waitFor();
      await waitForCharts(page, 1);
      await page.goBack();

      await page.getByRole('button', { name: 'Back to the last hour' }).waitFor({ state: 'detached' });
      assert.equal(new URL(page.url()).search, `?${duration}&${hour}`);
    }),
  );

  it(
    'takes two moments, and says what is wrong with them',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: `explore?${hour}`, seed: sendAll });
      await waitForCharts(page, 1);

      await page.getByRole('button', { name: /^Time range/ }).click();
      await page.getByLabel('From (UTC)').fill('2026-01-23T15:30');
      await page.getByLabel('To (UTC)').fill('2026-01-23T15:00');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('The end must come after the start.').waitFor();
      await page.getByLabel('To (UTC)').fill('2026-01-23T16:00');
      await page.getByRole('button', { name: 'Apply' }).click();

      await page.getByRole('heading', { name: 'No points here' }).waitFor();
      await page.getByRole('button', { name: 'Look at 30 days' }).click();
      await waitForCharts(page, 1);
      assert.equal(new URL(page.url()).search, '?range=30d');
    }),
  );

  it(
    'says when no point has the labels, and when there is no such metric',
    withBrowser(async (t, browser) => {
      const { page, collector } = await openMetrics(t, browser, {
        path: `explore?${duration}&${hour}&labels=status:404`,
        seed: sendAll,
      });

      await page.getByText('http_request_duration_seconds has none in this time with these labels.').waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await waitForCharts(page, 1);
      await page.goto(`${collector.url}/explore?metric=nothing`);

      await page.getByRole('heading', { name: 'There is no such metric' }).waitFor();
    }),
  );
});
