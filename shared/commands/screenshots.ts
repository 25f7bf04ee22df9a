import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchBrowser } from '@monlight/shared/testing/launch-browser';
import { withDemo, type RunningDemo } from './screenshots/running-demo.ts';
import { takeScreenshots } from './screenshots/take.ts';

// The README's pictures of the pages, from the demo: light and dark.

const FOLDER = new URL('../../.github/images/', import.meta.url);
/** Beside a Monlight that may be running. */
const DEFAULT_PORT = '6310';

const { values } = parseArgs({ options: { port: { type: 'string', default: DEFAULT_PORT } } });

await withDemo(Number(values.port), async (demo) => {
  const browser = await launchBrowser();
  try {
    for await (const { name, png } of takeScreenshots(browser, pagesOf(demo), demo)) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(new URL(name, FOLDER), png);
      process.stdout.write(`wrote ${fileURLToPath(new URL(name, FOLDER))}, ${Math.round(png.length / 1000)} KB\n`);
    }
  } finally {
    await browser.close();
  }
});

/** What is shown, each with a text that is there once the page is. */
function pagesOf({ addresses, failure }: RunningDemo) {
  return [
    { name: 'errors', origin: addresses.errorTracker, path: '/', height: 580, shows: 'PaymentError' },
    {
      name: 'error',
      origin: addresses.errorTracker,
      path: `/errors/${failure}`,
      height: 800,
      shows: 'vase has no price',
    },
    {
      name: 'logs',
      origin: addresses.logViewer,
      path: '/?search=vase+NOT+shelf&range=1h',
      height: 600,
      shows: 'the cart could not',
    },
    {
      name: 'metrics',
      origin: addresses.metricsCollector,
      path: '/?range=1h',
      height: 776,
      shows: '/carts/:cart/checkout',
    },
  ];
}
