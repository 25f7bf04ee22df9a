import type { Page } from 'playwright-core';

/** How a page came. */
export interface PageLoad {
  /** Bytes over the wire of its files, as they came: compressed. */
  files: number;
  /** Bytes over the wire of what it asked the service for. */
  answers: number;
  /** Milliseconds until something was painted. */
  firstPaintMs: number;
  /** How far things that were there have moved by themselves, as browsers reckon it. */
  shift: number;
}

// As text: this file is also checked together with those that know nothing of browsers.
const measure = `new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    // The sizes of bodies are those of the wire also where the browser has kept them.
    const loads = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const bytesOf = (wanted) => loads
      .filter(({ initiatorType }) => (initiatorType === 'fetch') === wanted)
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    // Told some time after the paint; where it was told already, again.
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) {
        if (name !== 'first-contentful-paint') continue;
        resolve({ files: bytesOf(false), answers: bytesOf(true), firstPaintMs: startTime, shift });
      }
    }).observe({ type: 'paint', buffered: true });
  }));
})`;

/** How the page came that is open, up to now. */
export function loadOf(page: Page): Promise<PageLoad> {
  return page.evaluate<PageLoad>(measure);
}

/** How far things have moved by themselves on the page that is open. */
export async function shiftOf(page: Page): Promise<number> {
  return (await loadOf(page)).shift;
}
