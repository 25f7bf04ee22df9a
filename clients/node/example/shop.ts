import { setTimeout as delay } from 'node:timers/promises';
import { setContext, setupMonlight } from '@monlight/node';
import Fastify, { type FastifyInstance } from 'fastify';
import { findProduct, PRODUCTS } from './catalogue.ts';
import { charge } from './payment.ts';
import { restock } from './restock.ts';

export interface ShopOptions {
  errorTrackerUrl?: string | undefined;
  metricsCollectorUrl?: string | undefined;
  apiKey: string;
  environment?: string | undefined;
  /**
   * ms between two rounds of the background job.
   * @default 5000
   */
  restockEvery?: number | undefined;
  /**
   * ms that the slow page takes at most.
   * @default 800
   */
  slowness?: number | undefined;
  /** Takes the log's lines; stdout by default. */
  logTo?: { write: (line: string) => void } | undefined;
}

const REQUEST_ID = 'x-request-id';

interface Cart {
  productIds: string[];
}

/** A small shop that shows everything of the SDK: errors, metrics of its own, context, a background job. */
export function buildShop({
  errorTrackerUrl,
  metricsCollectorUrl,
  apiKey,
  environment = 'demo',
  restockEvery = 5000,
  slowness = 800,
  logTo,
}: ShopOptions): FastifyInstance {
  const app = Fastify({
    logger: { base: { service: 'node-shop' }, ...(logTo && { stream: logTo }) },
    // As a proxy in front of the shop gives it.
    requestIdHeader: REQUEST_ID,
  });
  const { errorClient, metricsClient } = setupMonlight(app, {
    errorTrackerUrl,
    metricsCollectorUrl,
    apiKey,
    project: 'node-shop',
    environment,
    flushInterval: 2000,
    getUser: (request: { headers: Record<string, string | undefined> }) => request.headers['x-customer'],
    // Visitors who leave are no news.
    beforeSend: (report) => (report.message === 'premature close' ? null : report),
    log: (line) => app.log.warn(line),
  });
  const carts = new Map<string, Cart>();

  app.addHook('onRequest', async ({ id, headers }) => {
    // The log has it too: an error leads to the lines around it.
    if (headers[REQUEST_ID]) setContext({ extra: { requestId: id } });
  });

  app.get('/products', async () => PRODUCTS.map(({ id, name, price }) => ({ id, name, price })));

  app.get<{ Params: { id: string } }>('/products/:id', async ({ params }, reply) => {
    const product = findProduct(params.id);
    if (!product) return reply.code(404).send({ problem: 'no such product' });
    metricsClient?.counter('product_views_total', { product: product.id });
    return product;
  });

  app.post<{ Params: { cart: string }; Body: { product: string } }>(
    '/carts/:cart/items',
    async ({ params, body, log }) => {
      const cart = carts.get(params.cart) ?? { productIds: [] };
      carts.set(params.cart, cart);
      cart.productIds.push(body.product);
      log.info({ cart: params.cart, product: body.product }, 'put into the cart');
      return { items: cart.productIds.length };
    },
  );

  app.post<{ Params: { cart: string } }>('/carts/:cart/checkout', async ({ params, log }) => {
    const productIds = carts.get(params.cart)?.productIds ?? [];
    // Goes with whatever fails from here on.
    setContext({ extra: { cart: params.cart, productIds } });
    const total = charge(productIds);
    carts.delete(params.cart);
    metricsClient?.counter('orders_total', { currency: 'EUR' });
    metricsClient?.histogram('order_cents', total);
    log.info({ cart: params.cart, total }, 'paid');
    return { total };
  });

  app.delete<{ Params: { cart: string } }>('/carts/:cart', async ({ params, log }, reply) => {
    carts.delete(params.cart);
    log.info({ cart: params.cart }, 'cart emptied');
    return reply.code(204).send();
  });

  app.get('/reports/sales', async () => {
    await delay(Math.random() * slowness);
    return { carts: carts.size };
  });

  const job = setInterval(() => {
    metricsClient?.gauge('carts', carts.size);
    restock({ log: app.log, errorClient, metricsClient, order: askSupplier });
  }, restockEvery);
  app.addHook('onClose', async () => clearInterval(job));
  return app;
}

/** The supplier answers most of the time. */
function askSupplier({ name }: { name: string }): void {
  if (Math.random() < 0.2) throw new Error(`the supplier does not answer about ${name}`);
}
