import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { chartOf, dragOver, legendOf, openMetrics, sendAll, sendGauge, sendRequests, waitForCharts } from './pages.ts';

describe('the overview', () => {
  it(
    'sums the period up in six figures and lists the endpoints, most requests first',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendAll });
      await waitForCharts(page, 3);

      const cards = await page.locator('.cards dd').allTextContents();
      const rows = await page.locator('.endpoint-table tbody tr').allInnerTexts();

      assert.deepEqual(cards.slice(0, 2), ['240', '6.25 %']);
      assert.match(cards[2] ?? '', /^14[45](\.\d)? ms$/);
      assert.deepEqual(cards.slice(4), ['92', '3']);
      assert.equal(rows.length, 2);
      assert.match(rows[0] ?? '', /^\/api\/items\s+180\s+40(\.\d)? ms\s+\S+ ms\s+0 %$/);
      assert.match(rows[1] ?? '', /^\/api\/login\s+60\s+2\d\d ms\s+\S+ ms\s+25 %$/);
      assert.equal(await page.title(), 'Metrics · Monlight');
    }),
  );

  it(
    'sorts the endpoints by another column',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendRequests });
      await waitForCharts(page, 3);

      await page.getByRole('button', { name: 'Errors' }).click();

      assert.deepEqual(await page.locator('.endpoint-link').allTextContents(), ['/api/login', '/api/items']);
      assert.equal(await page.locator('th.error_rate').getAttribute('aria-sort'), 'descending');
    }),
  );

  it(
    'counts a silent time between requests as zero, but knows no latency for it',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests });
      await waitForCharts(page, 3);

      await chartOf(page, 'Requests per minute').getByRole('button', { name: 'as a table' }).click();
      await chartOf(page, 'Latency').getByRole('button', { name: 'as a table' }).click();
      const requests = await chartOf(page, 'Requests per minute').locator('td').allTextContents();
      const latencies = await chartOf(page, 'Latency').locator('tbody tr').count();

      const [some, none] = ['16 /min', '0 /min'];
      assert.deepEqual(requests, [...Array(8).fill(some), ...Array(5).fill(none), ...Array(7).fill(some)]);
      assert.equal(latencies, 15);
    }),
  );

  it(
    'shows the same moment in every chart while the pointer is over one',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests });
      await waitForCharts(page, 3);
      const moments = page.locator('.chart-panel-head p');
      const [newest] = await moments.allTextContents();
      const { x, y, width } = (await page.locator('.u-over').first().boundingBox()) ?? { x: 0, y: 0, width: 0 };

      await page.mouse.move(x + width * 0.6, y + 30);
      await page.mouse.move(x + width * 0.62, y + 30);
      const pointed = await moments.allTextContents();

      assert.match(newest ?? '', /^Latest: .* UTC$/);
      assert.match(pointed[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d–\d\d:\d\d UTC$/);
      assert.equal(new Set(pointed).size, 1);
    }),
  );

  it(
    'tells the newest value of every line in its unit',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests });
      await waitForCharts(page, 3);

      const [requests, latency, errors] = [
        await legendOf(page, 'Requests per minute'),
        await legendOf(page, 'Latency'),
        await legendOf(page, 'Error rate'),
      ];

      assert.deepEqual(requests, ['Requests\n16 /min']);
      assert.match(latency.join(' '), /^p50\n[\d.]+ ms p95\n[\d.]+ ms p99\n[\d.]+ ms$/);
      assert.deepEqual(errors, ['4xx\n0 %', '5xx\n6.25 %']);
    }),
  );

  it(
    'shows the span that one drags over, once, and leads back to the period',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=1h', seed: sendRequests });
      await waitForCharts(page, 3);
      const before = await page.evaluate(() => history.length);

      await dragOver(page, 'Latency', 0.3, 0.7);
      await page.getByRole('button', { name: 'Back to the last hour' }).waitFor();

      const query = new URL(page.url()).searchParams;
      const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
      assert.ok(since && until && until - since > 20 * 60_000 && until - since < 30 * 60_000);
      assert.equal(await page.evaluate(() => history.length), before + 1);
      await page.getByRole('button', { name: 'Back to the last hour' }).click();
      await page.getByRole('button', { name: 'Time range: Last hour' }).waitFor();
      assert.equal(new URL(page.url()).search, '?range=1h');
    }),
  );

  it(
    'leads to every metric and endpoint in the explorer, at the same time',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { path: '?range=7d', seed: sendAll });

      await page.getByRole('link', { name: /^queue_depth/ }).click();
      await page.getByRole('heading', { name: 'queue_depth' }).waitFor();
      const metric = new URL(page.url());
      await page.goBack();
      await page.getByRole('link', { name: '/api/login' }).click();
      await page.getByRole('button', { name: 'endpoint: /api/login' }).waitFor();

      assert.equal(metric.pathname + metric.search, '/explore?metric=queue_depth&range=7d');
      assert.equal(new URL(page.url()).searchParams.get('range'), '7d');
    }),
  );

  it(
    'says what to send while no requests are measured',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser, { seed: sendGauge });

      await page.getByRole('heading', { name: 'No requests are measured yet' }).waitFor();

      await page.getByText('http_request_duration_seconds').waitFor();
      await page.getByRole('link', { name: /^queue_depth/ }).waitFor();
    }),
  );

  it(
    'says that points were left out and what to do, until one knows',
    withBrowser(async (t, browser) => {
      const { page } = await openMetrics(t, browser);
      await page.route('**/health', async (route) => {
        const health = { dropped: 1544, dropped_by_reason: { late: 12, early: 0, series_limit: 1532 } };
        await route.fulfill({ json: { status: 'ok', series: 20_000, max_series: 20_000, ...health } });
      });
      await page.reload();

      await page.getByText('1,544 points were left out.').waitFor();
      await page.getByText(/^1,532 of new series: 20,000 of 20,000 are in use\. .* raise MAX_SERIES\.$/).waitFor();
      await page.getByText(/^12 too old\. .* raise RETENTION_RAW\.$/).waitFor();
      await page.getByRole('button', { name: 'Hide' }).click();

      await page.getByText('1,544 points were left out.').waitFor({ state: 'detached' });
    }),
  );
});
