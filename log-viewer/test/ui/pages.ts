import type { TestContext } from 'node:test';
import type { OpenOptions, TestBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import type { FakeContainer } from '../docker-folder.ts';
import { startLogViewer, type LogViewer, type StartOptions } from '../start.ts';

/** What Chromium writes by itself when a request is refused. */
export const refused = (status: number): RegExp => new RegExp(`Failed to load resource: .* status of ${status} `);

interface Options extends OpenOptions {
  /** The query string of the page. */
  query?: string;
  /** Puts entries there before the page is opened. */
  seed?: (viewer: LogViewer) => Promise<unknown>;
  start?: StartOptions;
}

/** The page of a running log viewer, signed in. */
export async function openLogs(
  t: TestContext,
  browser: TestBrowser,
  { query = '', seed, start, ...options }: Options = {},
): Promise<{ page: Page; viewer: LogViewer }> {
  const viewer = await startLogViewer(t, start);
  await seed?.(viewer);
  const page = await browser.open(`${viewer.url}/${query}`, { signedIn: viewer, ...options });
  return { page, viewer };
}

/** A line as the json-file driver writes it, at a time of one's own. */
function writeAt(container: FakeContainer, ms: number, line: string, stream = 'stdout'): void {
  container.write(`${JSON.stringify({ log: `${line}\n`, stream, time: new Date(ms).toISOString() })}\n`);
}

const minuteMs = 60_000;

/** Four messages, from two hours ago to a minute ago, that the tests tell apart. */
export const four = ['listening on 8080', 'request slow', 'payment failed', 'cache miss'];

/** Puts `four` into the logs of two containers, each with a level of its own. */
export async function writeFour(viewer: LogViewer): Promise<void> {
  const web = viewer.docker.create({ name: 'web' });
  const worker = viewer.docker.create({ name: 'worker', labels: { 'com.docker.compose.project': 'shop' } });
  const [listening, slow, failed, miss] = four;
  writeAt(web, Date.now() - 120 * minuteMs, `INFO ${listening}`);
  writeAt(web, Date.now() - 50 * minuteMs, `WARNING ${slow}`);
  await viewer.stored(2);
  writeAt(worker, Date.now() - 40 * minuteMs, `ERROR ${failed}`);
  writeAt(worker, Date.now() - minuteMs, `DEBUG ${miss}`);
  await viewer.stored(4);
}

/** As many lines of one container, `line 1` the oldest. */
export async function writeMany(viewer: LogViewer, count: number): Promise<FakeContainer> {
  const container = viewer.docker.create({ name: 'web' });
  const lines = Array.from({ length: count }, (_, index) => `INFO line ${index + 1} of many`);
  container.print('stdout', lines.join('\n'));
  await viewer.stored(count);
  return container;
}

/** What the rows in the page say, from the top. */
export function listed(page: Page): Promise<string[]> {
  return page.locator('.entry-text').allTextContents();
}

/** Waits until the list shows exactly rows that end like this, from the top. */
export async function waitForList(page: Page, ends: string[]): Promise<void> {
  await page.waitForFunction((expected) => {
    const rows = [...document.querySelectorAll('.virtual-rows .entry-text')].map((row) => row.textContent ?? '');
    return rows.length === expected.length && rows.every((row, index) => row.endsWith(expected[index] ?? ''));
  }, ends);
}

/** Waits until the toolbar says how many entries there are. */
export async function waitForTotal(page: Page, words: string): Promise<void> {
  await page.locator('.list-count', { hasText: new RegExp(`^${words}$`) }).waitFor();
}

/** The row with this text. */
export function rowOf(page: Page, text: string) {
  return page.locator('article', { has: page.locator('.entry-text', { hasText: text }) });
}
