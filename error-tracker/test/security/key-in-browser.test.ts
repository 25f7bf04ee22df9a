import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { API_KEY, startErrorTracker } from '../start.ts';

describe('the key that somebody signs in with', () => {
  it(
    'leaves the page in one body and stays nowhere, and scripts cannot see the session',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      await tracker.send();
      const page = await browser.open(tracker.url);
      const sent: { url: string; headers: string; body: string }[] = [];
      page.on('request', (request) =>
        sent.push({ url: request.url(), headers: JSON.stringify(request.headers()), body: request.postData() ?? '' }),
      );

      await page.getByLabel('API key').fill(API_KEY);
      await page.keyboard.press('Enter');
      await page.locator('.group-link').click();
      await page.locator('.occurrence').waitFor();

      const left = await page.evaluate<string>(
        `JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state, window.name, document.documentElement.outerHTML])`,
      );
      assert.deepEqual(
        sent.filter(({ body }) => body.includes(API_KEY)).map(({ url }) => new URL(url).pathname),
        ['/api/session'],
      );
      assert.equal(
        sent.some(({ url, headers }) => `${url}${headers}`.includes(API_KEY)),
        false,
      );
      assert.equal(left.includes(API_KEY), false);
      assert.match(left, /^\["http:\/\/127\.0\.0\.1:\d+\/errors\/1","",/);
    }),
  );
});
