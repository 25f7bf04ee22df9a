import type { Browser } from 'playwright-core';

/** A page to take a picture of. */
export interface ShownPage {
  /** Of the picture. */
  name: string;
  origin: string;
  path: string;
  /** Of the window, px: no more than there is to see. */
  height: number;
  /** A text that is there once the page is. */
  shows: string;
}

export interface Screenshot {
  /** Of the file. */
  name: string;
  png: Buffer;
}

const WIDTH = 1280;
const SCHEMES = ['light', 'dark'] as const;
/** A picture in a README is loaded by everybody who opens it. */
const MAX_BYTES = 200_000;

/**
 * Takes each page in light and in dark, signed in.
 *
 * @throws Error when a page does not come, or a picture is too large
 */
export async function* takeScreenshots(
  browser: Browser,
  pages: readonly ShownPage[],
  { key }: { key: string },
): AsyncGenerator<Screenshot> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  for (const { name, origin, path, height, shows } of pages) {
    const answer = await context.request.post(`${origin}/api/session`, { data: { api_key: key } });
    if (!answer.ok()) throw new Error(`${origin} does not take the key: ${answer.status()}`);
    const page = await context.newPage();
    await page.setViewportSize({ width: WIDTH, height });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${origin}${path}`);
      await page.getByText(shows).first().waitFor();
      // Charts come after the texts.
      await page.waitForLoadState('networkidle');
      const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      if (png.length > MAX_BYTES) throw new Error(`the picture of ${name} is too large: ${png.length} bytes`);
      yield { name: `${name}-${colorScheme}.png`, png };
    }
    await page.close();
  }
  await context.close();
}
