import type { TestContext } from 'node:test';
import type { OpenOptions, TestBrowser } from '@monlight/shared/testing/browser';
import type { Page } from 'playwright-core';
import { startErrorTracker, type ErrorTracker, type StartOptions } from '../start.ts';

/** What Chromium writes by itself when a request is refused. */
export const refused = (status: number): RegExp => new RegExp(`Failed to load resource: .* status of ${status} `);

interface Options extends OpenOptions {
  /** Below the service's root, as in `errors/1`. */
  path?: string;
  /** Puts data there before the page is opened. */
  seed?: (tracker: ErrorTracker) => Promise<unknown>;
  start?: StartOptions;
}

/** A page of a running error tracker, signed in. */
export async function openTracker(
  t: TestContext,
  browser: TestBrowser,
  { path = '', seed, start, ...options }: Options = {},
): Promise<{ page: Page; tracker: ErrorTracker }> {
  const tracker = await startErrorTracker(t, start);
  await seed?.(tracker);
  const page = await browser.open(`${tracker.url}/${path}`, { signedIn: tracker, ...options });
  return { page, tracker };
}

const hourMs = 3_600_000;

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * hourMs).toISOString();
}

/** Four errors of two projects and two environments; the last sent is the newest, the first the most frequent. */
export async function sendFour(tracker: ErrorTracker): Promise<void> {
  await tracker.send({ project: 'billing', exception_type: 'IntegrityError', count: 40, timestamp: hoursAgo(72) });
  await tracker.send({
    exception_type: 'KeyError',
    message: 'currency',
    environment: 'staging',
    timestamp: hoursAgo(5),
  });
  await tracker.send({ project: 'billing', exception_type: 'TimeoutError', count: 3, timestamp: hoursAgo(2) });
  await tracker.send({ exception_type: 'ValueError', message: 'no such item', timestamp: hoursAgo(1) });
}

/** Errors of `count` types, `Error001` the oldest. */
export async function sendMany(tracker: ErrorTracker, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await tracker.send({ exception_type: `Error${String(number).padStart(3, '0')}` });
  }
}

/** The types in the list, from the top. */
export function listed(page: Page): Promise<string[]> {
  return page.locator('.group-type').allTextContents();
}

/** Waits until the list shows exactly these types. */
export async function waitForList(page: Page, types: string[]): Promise<void> {
  await page.waitForFunction(
    (expected) => [...document.querySelectorAll('.group-type')].map((type) => type.textContent).join() === expected,
    types.join(),
  );
}

/** Waits until the toolbar says how many errors there are. */
export async function waitForTotal(page: Page, words: string): Promise<void> {
  await page.locator('.list-toolbar [role=status]', { hasText: new RegExp(`^${words}$`) }).waitFor();
}
