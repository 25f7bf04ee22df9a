import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  process.env['MONLIGHT_BROWSER'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why there is none. */
export const noBrowser = 'no browser found: install chromium or set MONLIGHT_BROWSER';

/** A browser without a window; throws where none is installed. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(noBrowser);
  return chromium.launch({ executablePath, args: flags });
}

/** Where a browser is installed; undefined where none is. */
export function findBrowser(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(place));
}
