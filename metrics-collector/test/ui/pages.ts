import type { TestContext } from 'node:test';
import type { OpenOptions, TestBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { startMetricsCollector } from '../start.ts';

/** A metrics collector that runs for a test. */
export type Collector = Awaited<ReturnType<typeof startMetricsCollector>>;

/** What Chromium writes by itself when a request is refused. */
export const refused = (status: number): RegExp => new RegExp(`Failed to load resource: .* status of ${status} `);

interface Options extends OpenOptions {
  /** Below the service's root, as in `explore?by=status`. */
  path?: string;
  /** Puts points there before the page is opened. */
  seed?: (collector: Collector) => Promise<unknown>;
  start?: Parameters<typeof startMetricsCollector>[1];
}

/** A page of a running metrics collector, signed in. */
export async function openMetrics(
  t: TestContext,
  browser: TestBrowser,
  { path = '', seed, start, ...options }: Options = {},
): Promise<{ page: Page; collector: Collector }> {
  const collector = await startMetricsCollector(t, start);
  await seed?.(collector);
  const page = await browser.open(`${collector.url}/${path}`, { signedIn: collector, ...options });
  return { page, collector };
}

const minuteMs = 60_000;

/** The middle of a minute so long ago, where no bucket's edge is near. */
export function minutesAgo(minutes: number): string {
  return new Date((Math.floor(Date.now() / minuteMs) - minutes) * minuteMs + minuteMs / 2).toISOString();
}

/** How long each request to an endpoint takes, and how often it comes a minute. */
const endpoints = [
  { endpoint: '/api/items', seconds: 0.04, perMinute: 12 },
  { endpoint: '/api/login', seconds: 0.25, perMinute: 4 },
];

/** 20 minutes of requests, 30 to 11 minutes ago, none in between for 5; one login in four fails. */
export async function sendRequests(collector: Collector): Promise<void> {
  const silent = (minutes: number): boolean => minutes > 18 && minutes < 24;
  const past = Array.from({ length: 20 }, (_, index) => index + 11).filter((minutes) => !silent(minutes));
  const points = past.flatMap((minutes) =>
    endpoints.flatMap(({ endpoint, seconds, perMinute }) => {
      const timestamp = minutesAgo(minutes);
      const labels = { method: 'GET', endpoint, status: '200' };
      const failed = endpoint === '/api/login' ? 1 : 0;
      return [
        { name: 'http_requests_total', type: 'counter', value: perMinute - failed, labels, timestamp },
        {
          name: 'http_requests_total',
          type: 'counter',
          value: failed,
          labels: { ...labels, status: '500' },
          timestamp,
        },
        { name: 'http_request_duration_seconds', type: 'histogram', value: seconds, labels, timestamp },
      ];
    }),
  );
  await collector.send(points);
}

/** Requests, and one gauge besides. */
export async function sendAll(collector: Collector): Promise<void> {
  await sendRequests(collector);
  await sendGauge(collector);
}

/** A gauge that was sent twice, 9 and 5 minutes ago. */
export async function sendGauge(collector: Collector): Promise<void> {
  const gauge = { name: 'queue_depth', type: 'gauge', labels: { queue: 'mail' } };
  await collector.send([
    { ...gauge, value: 7, timestamp: minutesAgo(9) },
    { ...gauge, value: 3, timestamp: minutesAgo(5) },
  ]);
}

/** Waits until every chart on the page is drawn. */
export async function waitForCharts(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelectorAll('.chart canvas').length === wanted, count);
}

/** The chart with that title. */
export function chartOf(page: Page, title: string) {
  return page.getByRole('region', { name: title, exact: true });
}

/** Drags over a part of a chart; both ends are shares of its width. */
export async function dragOver(page: Page, title: string, from: number, to: number): Promise<void> {
  const plot = chartOf(page, title).locator('.u-over');
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  await page.mouse.move(x + width * from, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + 40, { steps: 4 });
  await page.mouse.up();
}

/** What the legend of a chart says, line by line. */
export async function legendOf(page: Page, title: string): Promise<string[]> {
  const lines = chartOf(page, title).locator('.chart-legend button');
  await lines.first().waitFor();
  return lines.allInnerTexts();
}

/** Chooses one of the usual time ranges. */
export async function chooseRange(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: /^Time range/ }).click();
  await page.getByRole('button', { name: words, exact: true }).click();
}
