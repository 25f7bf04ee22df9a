import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { startErrorTracker } from '../start.ts';
import { sendFour, waitForList } from './pages.ts';

/** A reverse proxy that knows the service as `/errors/` and strips that; everything else is 404. */
async function startProxy(t: TestContext, target: string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith('/errors/')) return void outgoing.writeHead(404).end();
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url.slice('/errors'.length), target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/errors/`;
}

describe('below a sub-path', () => {
  it(
    'list and detail find their assets, their API and each other',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      await sendFour(tracker);
      const url = await startProxy(t, tracker.url);
      const page = await browser.open(url, { signedIn: { url, apiKey: tracker.apiKey } });

      await waitForList(page, ['ValueError', 'TimeoutError', 'KeyError', 'IntegrityError']);
      await page.getByRole('link', { name: /KeyError/ }).click();
      await page.getByRole('heading', { level: 1, name: 'KeyError' }).waitFor();
      assert.equal(page.url(), `${url}errors/2`);
      await page.reload();
      await page.locator('.chart canvas').waitFor();
      await page.getByRole('button', { name: 'Resolve' }).click();
      await page.getByText('1 error resolved').waitFor();
      await page.getByRole('link', { name: 'All errors' }).click();

      await waitForList(page, ['ValueError', 'TimeoutError', 'IntegrityError']);
      assert.equal(page.url(), url);
    }),
  );
});
