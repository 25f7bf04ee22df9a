import assert from 'node:assert/strict';
import { after, type TestContext } from 'node:test';
import axeCore from 'axe-core';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { findBrowser, launchBrowser, noBrowser } from './launch-browser.ts';

export interface OpenOptions extends BrowserContextOptions {
  /** Signs in to the service at `url` before the page is opened. */
  signedIn?: { url: string; apiKey: string };
  /** Other services that a click may lead to, as in `http://localhost:5011`; their pages are watched alike. */
  crossesTo?: string[];
  /** Lines on the console that belong to the test, as a refused sign-in does. */
  expected?: RegExp[];
  /** Other origins that the page may ask: one that attacks asks the one that it attacks. */
  mayAsk?: string[];
}

export interface TestBrowser {
  /** Opens a page with storage and cookies of its own. */
  open: (url: string, options?: OpenOptions) => Promise<Page>;
}

/** Long enough for a busy machine; nothing waits this long when all is well. */
const patienceMs = 15_000;

let running: Promise<Browser> | undefined;
after(async () => (await running)?.close());

/**
 * A test that needs a browser; all tests of a file share one. It fails on anything that a page
 * writes to its console, throws, says in a dialog of the browser's, or asks of another host. Without a browser it is skipped, or
 * fails where `MONLIGHT_REQUIRE_BROWSER=1`.
 */
export function withBrowser(test: (t: TestContext, browser: TestBrowser) => Promise<void>) {
  return async (t: TestContext): Promise<void> => {
    if (findBrowser() === undefined) return skip(t);
    running ??= launchBrowser();
    const browser = await running;
    const problems: string[] = [];
    await test(t, { open: (url, options) => open(t, browser, problems, url, options) });
    assert.deepEqual(problems, [], 'the page is quiet and asks no other host');
  };
}

function skip(t: TestContext): void {
  assert.notEqual(process.env['MONLIGHT_REQUIRE_BROWSER'], '1', noBrowser);
  process.stderr.write(`SKIPPED, NOT TESTED: ${t.name} (${noBrowser})\n`);
  t.skip(noBrowser);
}

async function open(
  t: TestContext,
  browser: Browser,
  problems: string[],
  url: string,
  { signedIn, expected = [], crossesTo = [], mayAsk = [], ...contextOptions }: OpenOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...contextOptions });
  t.after(async () => {
    // A route's callback that still waits for something must not fail when the page is gone.
    for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });
  context.setDefaultTimeout(patienceMs);
  if (signedIn) {
    const address = `${signedIn.url.replace(/\/$/, '')}/api/session`;
    const answer = await context.request.post(address, { data: { api_key: signedIn.apiKey } });
    assert.equal(answer.status(), 204, 'signs in');
  }

  const page = await context.newPage();
  const origins = [url, ...crossesTo].map((address) => new URL(address).origin);
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const line = `${message.type()}: ${message.text()} (${message.location().url})`;
    if (!expected.some((pattern) => pattern.test(line))) problems.push(line);
  });
  page.on('pageerror', (error) => problems.push(`threw: ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    const isForeign = asked.protocol.startsWith('http') && !isOwn(request, origins) && !mayAsk.includes(asked.origin);
    if (isForeign) problems.push(`asked ${asked.href}`);
  });
  await page.goto(url);
  return page;
}

/** A page asks its own host alone. Only going elsewhere as a whole may lead to another of these. */
function isOwn(request: Request, origins: string[]): boolean {
  const { origin } = new URL(request.url());
  if (!origins.includes(origin)) return false;
  if (request.isNavigationRequest()) return request.frame().parentFrame() === null;
  return new URL(request.frame().url()).origin === origin;
}

/**
 * Fails when axe finds something serious or critical on the page as it is, or anything against WCAG 2.2 AA, whose rules
 * it leaves off by itself.
 */
export async function assertAccessible(page: Page): Promise<void> {
  // Through the debugger, because the pages' policy allows no script of others.
  await page.evaluate(axeCore.source);
  const found = await page.evaluate<
    { impact: string; tags: string[]; id: string; help: string; nodes: { html: string }[] }[]
  >(`axe.run({ rules: { 'target-size': { enabled: true } } }).then(({ violations }) => violations)`);
  const grave = found.filter(
    ({ impact, tags }) => ['serious', 'critical'].includes(impact) || tags.includes('wcag22aa'),
  );
  assert.deepEqual(
    grave.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html) })),
    [],
  );
}
