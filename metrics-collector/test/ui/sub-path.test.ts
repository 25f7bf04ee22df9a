import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { startMetricsCollector } from '../start.ts';
import { sendRequests, waitForCharts } from './pages.ts';

/** A reverse proxy that knows the service as `/metrics/` and strips that; everything else is 404. */
async function startProxy(t: TestContext, target: string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith('/metrics/')) return void outgoing.writeHead(404).end();
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url.slice('/metrics'.length), target), { method, headers }, (answer) => {
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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics/`;
}

describe('below a sub-path', () => {
  it(
    'overview and explorer find their assets, their API and each other',
    withBrowser(async (t, browser) => {
      const collector = await startMetricsCollector(t);
      await sendRequests(collector);
      const url = await startProxy(t, collector.url);
      const page = await browser.open(url, { signedIn: { url, apiKey: collector.apiKey } });

      await waitForCharts(page, 3);
      await page.getByRole('link', { name: 'Explorer' }).click();
      await waitForCharts(page, 1);
      assert.equal(page.url(), `${url}explore`);
      await page.reload();
      await waitForCharts(page, 1);
      await page.getByRole('link', { name: 'Overview' }).click();

      await waitForCharts(page, 3);
      assert.equal(page.url(), url);
    }),
  );
});
