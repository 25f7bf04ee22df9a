import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertUnharmed, canaries } from '@monlight/shared/testing/canary';
import { startMetricsCollector } from '../start.ts';

const { medium, long } = canaries;

/** As much of it as a label's value may hold. */
const value = long.slice(0, 500);
const names = { [medium]: medium, method: medium, endpoint: value, status: '500' };

describe('markup in names and labels', () => {
  it(
    'is shown word for word by every page of the metrics collector, and never taken for markup',
    withBrowser(async (t, browser) => {
      const collector = await startMetricsCollector(t);
      await collector.send([
        { name: 'http_requests_total', type: 'counter', value: 5, labels: names },
        { name: 'http_request_duration_seconds', type: 'histogram', value: 0.1, labels: names },
        { name: medium, type: 'gauge', value: 1, labels: names },
        { name: medium, type: 'gauge', value: 2, labels: { ...names, endpoint: medium } },
        { name: 'late', type: 'gauge', value: 2, labels: names, timestamp: '2001-01-01T00:00:00Z' },
      ]);
      const page = await browser.open(collector.url, { signedIn: collector, expected: [/status of 400 /] });
      const see = (view: string, shown = medium) => assertUnharmed(page, view, shown);
      const go = (path: string, query: Record<string, string>) =>
        page.goto(`${collector.url}/${path}?${new URLSearchParams({ range: '1h', ...query }).toString()}`);

      await page.getByRole('link', { name: value.slice(0, 40) }).waitFor();
      await see('the overview');
      await go('explore', { metric: medium });
      await page.getByRole('heading', { name: medium }).waitFor();
      await see('a metric');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await see('the labels', value.slice(0, 60));
      await go('explore', {
        metric: medium,
        by: 'endpoint',
        labels: `method:${medium.replaceAll(/[:,\\]/g, String.raw`\$&`)}`,
      });
      await page.locator('.chart-legend button').nth(1).waitFor();
      await see('a metric by label', value.slice(0, 60));
      await page.locator('.chart .u-over').hover();
      await see('the chart under the pointer', value.slice(0, 60));
      await page.getByRole('button', { name: 'as a table' }).click();
      await see('the chart as a table', value.slice(0, 60));
      await go('explore', { metric: medium, by: medium });
      await see('a metric by a label of markup');
      await go('explore', { metric: long, by: long, labels: long, show: long, range: long, since: long });
      await see('an address of markup', long.slice(0, 60));
    }),
  );
});

describe('a formula in a label', () => {
  it(
    'is a text in the file that is saved of a chart',
    withBrowser(async (t, browser) => {
      const collector = await startMetricsCollector(t);
      for (const host of ['=HYPERLINK("//evil.example")', '+1', '-1', '@SUM(1)', '\t=1', 'a;=1']) {
        await collector.send([{ name: 'm', type: 'gauge', value: -1, labels: { host } }]);
      }
      const page = await browser.open(`${collector.url}/explore?metric=m&by=host&range=1h`, { signedIn: collector });
      await page.locator('.chart-legend button').nth(5).waitFor();

      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: /^CSV/ }).click();
      const text = await readFile(await (await saving).path(), 'utf8');

      assert.match(text, /'=HYPERLINK/);
      assert.doesNotMatch(text.split('\r\n')[0] ?? '', /(^|[,;"])[=+\-@\t]/);
    }),
  );
});
