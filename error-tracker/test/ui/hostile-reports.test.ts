import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { openTracker } from './pages.ts';

const script = '<script>document.title = "owned"</script><img src=x onerror="document.title = 1">';

describe('reports that mean harm', () => {
  it(
    'are shown word for word, never run, wherever the script stands',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        seed: (tracker) =>
          tracker.send({
            project: script.slice(0, 100),
            exception_type: script,
            message: script,
            traceback: `Error: ${script}\n    at <script> (/srv/<script>.js:1:1)`,
            request_url: 'javascript:document.title = "owned"',
            request_method: '<script>',
            request_headers: { [script]: script },
            extra: { [script]: script, html: [script] },
            user_id: script,
          }),
      });

      assert.equal(await page.locator('.group-type').textContent(), script);
      await page.locator('.group-link').click();
      await page.getByRole('heading', { level: 1 }).waitFor();

      assert.equal(await page.locator('.group-head-message .clamped-text').innerText(), script);
      assert.equal(await page.getByRole('link', { name: 'javascript:' }).count(), 0);
      assert.equal(await page.locator('main script, main img').count(), 0);
      assert.match(await page.title(), /^<script>/);
    }),
  );

  it(
    'are folded when a message is of 5000 characters without a space',
    withBrowser(async (t, browser) => {
      const message = 'x'.repeat(5000);
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (tracker) => tracker.send({ message, traceback: `Error: ${message}` }),
      });
      const text = page.locator('.group-head-message .clamped-text');
      await text.waitFor();
      const folded = await text.evaluate((element) => element.clientHeight);

      await page.getByRole('button', { name: 'Show whole message' }).click();
      await page.getByRole('button', { name: 'Show less' }).waitFor();

      assert.ok((await text.evaluate((element) => element.clientHeight)) > folded * 2);
      assert.equal(await text.textContent(), message);
    }),
  );

  it(
    'open quickly with a traceback of ten thousand frames',
    withBrowser(async (t, browser) => {
      const frames = Array.from({ length: 10_000 }, (_, index) => `    at f${index} (a.js:${index}:1)`);
      const { page } = await openTracker(t, browser, {
        path: 'errors/1',
        seed: (tracker) => tracker.send({ traceback: `Error: deep\n${frames.join('\n').slice(0, 240_000)}` }),
      });

      await page.getByRole('button', { name: /^Show [\d,]+ more parts$/ }).waitFor();

      assert.ok((await page.locator('.frame').count()) <= 300);
    }),
  );

  it(
    'fold nested data however deep it is',
    withBrowser(async (t, browser) => {
      // One list less than the server takes.
      const depth = 62;
      const extra = JSON.parse(`{"a":${'['.repeat(depth)}1${']'.repeat(depth)}}`) as Record<string, unknown>;
      const { page } = await openTracker(t, browser, { path: 'errors/1', seed: (tracker) => tracker.send({ extra }) });

      await page.getByText('a: [').waitFor();

      assert.ok((await page.locator('.json-view details').count()) < 5);
    }),
  );
});
