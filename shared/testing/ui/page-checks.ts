import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { loadOf } from '../page-load.ts';

/** How far the page can be scrolled sideways, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Fails when the page can be scrolled sideways on a telephone, at first or after one of these buttons. */
export async function assertFitsTelephone(page: Page, ...buttons: string[]): Promise<void> {
  await page.setViewportSize({ width: 390, height: 800 });
  assert.equal(await overflowOf(page), 0);
  for (const name of buttons) {
    await page.getByRole('button', { name, exact: true }).click();
    assert.equal(await overflowOf(page), 0, name);
  }
}

/** The most that the files of a page may take, compressed. */
const mostBytes = 60_000;

/** Fails when a page's files are too heavy, or its policy would let in what is not the service's own. */
export async function assertLean(page: Page, url: string, sign: string): Promise<void> {
  await page.goto(url);
  await page.locator(sign).first().waitFor();
  const { files } = await loadOf(page);
  // Something that was counted as nothing would pass any limit.
  assert.ok(files > mostBytes / 4, `${files} bytes are all of ${url}`);
  assert.ok(files <= mostBytes, `${files} bytes for ${url}`);

  const policy = (await page.request.get(url)).headers()['content-security-policy'] ?? '';
  const sources = policy.split(';').map((directive) => directive.trim().split(' ').slice(1));
  assert.match(policy, /^default-src 'none';/);
  for (const source of sources.flat()) assert.match(source, /^('none'|'self'|data:)$/);
  assert.doesNotMatch(policy, /script-src[^;]*data:/);
}

/** Fails when something on the page moves by itself, unless it was asked to: then it must do so. */
export async function assertStill(page: Page): Promise<void> {
  const moving = (): Promise<number> =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.waitForFunction(() => document.getAnimations().some(({ playState }) => playState === 'running'));

  await page.emulateMedia({ reducedMotion: 'reduce' });

  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  assert.equal(await moving(), 0);
}

/** Goes through the page with Tab and fails when what has the focus lies outside of the window or below something. */
export async function assertFocusSeen(page: Page, presses: number): Promise<void> {
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element.closest('.visually-hidden')) return null;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const middles = [0.25, 0.5, 0.75].map((part) => [left + (right - left) * part, (top + bottom) / 2] as const);
      const isSeen = middles.some(([x, y]) => {
        const above = document.elementFromPoint(x, y);
        return above !== null && (element.contains(above) || above.contains(element));
      });
      return isSeen ? null : element.outerHTML.slice(0, 200);
    });
    assert.equal(hidden, null, 'the focus is seen');
  }
}

/** Fails unless a page's frame stands before its script has run, in the theme that was chosen, and the script leaves it there. */
export async function assertFrameFirst(page: Page, url: string): Promise<void> {
  const frame = (): Promise<unknown> =>
    page.evaluate(() => {
      const parts = [...document.querySelectorAll('.brand-mark, .brand-name')];
      const seen = parts.map((part) => [part.innerHTML, JSON.stringify(part.getBoundingClientRect())]);
      return { seen, ground: getComputedStyle(document.body).backgroundColor };
    });
  await page.getByRole('button', { name: 'Preferences' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  const script = Promise.withResolvers<void>();
  await page.route('**/assets/index-*.js', (route) => script.promise.then(() => route.continue()));

  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('.brand').waitFor();
  const before = await frame();
  assert.equal(await page.locator('.header-tools').count(), 0);
  script.resolve();
  await page.locator('.header-tools').waitFor();

  assert.deepEqual(before, await frame());
  assert.equal(await page.locator('.header').count(), 1);
}
