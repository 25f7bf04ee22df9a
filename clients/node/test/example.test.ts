import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { buildShop } from '../example/shop.ts';
import { INGEST_KEY, startErrorTracker, startMetricsCollector, until } from './support/services.ts';

const MAIN = new URL('../example/main.ts', import.meta.url);

async function post(url: string, body: unknown = {}): Promise<{ status: number; body: any }> {
  const headers = { 'content-type': 'application/json', 'x-customer': 'ann' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

describe('the example shop', () => {
  it('sells, fails at one product, and tells Monlight all about it', async (t) => {
    const [errors, metrics] = await Promise.all([startErrorTracker(t), startMetricsCollector(t)]);
    const shop = spawnService(t, MAIN, {
      PORT: String(await freePort()),
      MONLIGHT_ERROR_TRACKER_URL: errors.url,
      MONLIGHT_METRICS_COLLECTOR_URL: metrics.url,
      MONLIGHT_API_KEY: INGEST_KEY,
    });
    await until(
      () => fetch(`${shop.url}/products`).catch(() => undefined),
      (answer) => answer?.ok === true,
    );

    await fetch(`${shop.url}/products/mug`);
    await post(`${shop.url}/carts/1/items`, { product: 'mug' });
    const paid = await post(`${shop.url}/carts/1/checkout`);
    await post(`${shop.url}/carts/2/items`, { product: 'vase' });
    const failed = await post(`${shop.url}/carts/2/checkout`);
    const code = await shop.kill('SIGTERM');

    assert.deepEqual([paid.status, paid.body, failed.status, code], [200, { total: 1200 }, 500, 0]);
    const [group] = await errors.groups('node-shop');
    assert.equal(group?.exception_type, 'PaymentError');
    assert.match(group.traceback, /Caused by: RangeError: vase has no price/);
    assert.equal(group.occurrences[0]?.user_id, 'ann');
    assert.deepEqual(group.occurrences[0]?.extra, { cart: '2', productIds: ['vase'] });
    assert.deepEqual(await metrics.sums('orders_total', ['currency']), { EUR: 1 });
    assert.deepEqual(await metrics.sums('product_views_total', ['product']), { mug: 1 });
    const counts = await metrics.sums('http_requests_total', ['endpoint', 'status']);
    assert.equal(counts['/carts/:cart/checkout 500'], 1);
    const lines = shop
      .output()
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; service: string });
    assert.ok(lines.some(({ msg, service }) => msg === 'paid' && service === 'node-shop'));
  });

  it('looks through its shelves in the background', async (t) => {
    const metrics = await startMetricsCollector(t);
    const lines: string[] = [];
    const app = buildShop({
      metricsCollectorUrl: metrics.url,
      apiKey: INGEST_KEY,
      restockEvery: 10,
      slowness: 1,
      logTo: { write: (line) => void lines.push(line) },
    });
    t.after(() => app.close());
    await app.ready();

    await until(
      () => lines.join(''),
      (text) => text.includes('shelf checked'),
    );
    const slow = await app.inject('/reports/sales');
    await app.close();

    assert.deepEqual(slow.json(), { carts: 0 });
    const stock = await metrics.sums('stock', ['product']);
    assert.ok((stock['mug'] ?? 0) >= 40);
  });

  it('sells without Monlight', async (t) => {
    const app = buildShop({ apiKey: '', logTo: { write: () => undefined } });
    t.after(() => app.close());

    const answer = await app.inject('/products/teapot');

    assert.equal(answer.json().name, 'Teapot');
  });
});
