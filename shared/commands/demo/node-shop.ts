import { fileURLToPath } from 'node:url';
import { swing, type PastRequest, type Shop } from './shop.ts';
import { anyOf, type Step, type Visitor } from './visits.ts';

const FOLDER = fileURLToPath(new URL('../../../clients/node/', import.meta.url));
const NAME = 'node-shop';
const PRICES = { mug: 1200, teapot: 4900, tray: 2600 } as const;
const STOCK = { mug: 40, teapot: 12, tray: 25, vase: 3 };
const LEVELS = { info: 30, warn: 40 };
const quick = [0.0008, 0.006] as const;

type Product = keyof typeof PRICES;
const anyProduct = (): Product => anyOf(['mug', 'mug', 'tray', 'teapot']);

const list: Step = { method: 'GET', path: '/products', endpoint: '/products', status: 200, seconds: quick };
const view = (product: string): Step => ({
  method: 'GET',
  path: `/products/${product}`,
  endpoint: '/products/:id',
  status: 200,
  seconds: quick,
  points: [{ name: 'product_views_total', type: 'counter', value: 1, labels: { product } }],
});
const put = ({ cart }: Visitor, product: string): Step => ({
  method: 'POST',
  path: `/carts/${cart}/items`,
  endpoint: '/carts/:cart/items',
  body: { product },
  status: 200,
  seconds: [0.001, 0.012],
  says: { cart, product, msg: 'put into the cart' },
});
const checkOut = ({ cart }: Visitor): Omit<Step, 'status'> => ({
  method: 'POST',
  path: `/carts/${cart}/checkout`,
  endpoint: '/carts/:cart/checkout',
  seconds: [0.002, 0.03],
});
const pay = (visitor: Visitor, total: number): Step => ({
  ...checkOut(visitor),
  status: 200,
  says: { cart: visitor.cart, total, msg: 'paid' },
  points: [
    { name: 'orders_total', type: 'counter', value: 1, labels: { currency: 'EUR' } },
    { name: 'order_cents', type: 'histogram', value: total },
  ],
});
const empty = ({ cart }: Visitor): Step => ({
  method: 'DELETE',
  path: `/carts/${cart}`,
  endpoint: '/carts/:cart',
  status: 204,
  seconds: quick,
  says: { cart, msg: 'cart emptied' },
});

/** A client that forgets the body: the shop's fault is to trust it. */
export const forgetBody = ({ cart }: Visitor): Step => ({
  method: 'POST',
  path: `/carts/${cart}/items`,
  endpoint: '/carts/:cart/items',
  status: 500,
  seconds: quick,
});

/** The shop of Node and Fastify. Nobody can buy its vase. */
export function nodeShop(): Shop {
  return {
    name: NAME,
    title: 'Node shop',
    command: process.execPath,
    args: ['example/main.ts'],
    cwd: FOLDER,
    env: {},
    userHeader: 'x-customer',
    visits: [
      { share: 30, steps: () => [list, view(anyProduct())] },
      { share: 14, steps: buy },
      { share: 8, steps: (visitor) => [list, put(visitor, anyProduct()), empty(visitor)] },
      {
        share: 8,
        steps: () => [{ ...list, path: '/reports/sales', endpoint: '/reports/sales', seconds: [0.05, 0.8] }],
      },
      { share: 3, steps: () => [list, { ...view('vase'), path: '/products/cup', status: 404, points: [] }] },
      { share: 2, steps: () => [{ ...list, path: '/wp-login.php', endpoint: '<unmatched>', status: 404 }] },
      { share: 3, isStory: true, steps: wantVase },
    ],
    linesOf,
    roundOf: (at) => ({
      points: [
        { name: 'carts', type: 'gauge', value: swing(at, 3) },
        ...Object.entries(STOCK).map(
          ([product, value]) => ({ name: 'stock', type: 'gauge', value, labels: { product } }) as const,
        ),
      ],
      lines: Object.entries(STOCK).map(([product, stock]) =>
        line('info', at, { product, stock, msg: 'shelf checked' }),
      ),
    }),
  };
}

function buy(visitor: Visitor): Step[] {
  const products = [anyProduct(), ...(Math.random() < 0.4 ? [anyProduct()] : [])];
  const total = products.reduce((sum, product) => sum + PRICES[product], 0);
  return [list, ...products.map((product) => put(visitor, product)), pay(visitor, total)];
}

function wantVase(visitor: Visitor): Step[] {
  return [view('vase'), put(visitor, 'vase'), { ...checkOut(visitor), status: 500 }, empty(visitor)];
}

/** As Fastify logs a request. */
function linesOf({ at, seconds, id, step }: PastRequest): string[] {
  const req = { method: step.method, url: step.path, host: '127.0.0.1', remoteAddress: '127.0.0.1' };
  const end = at + Math.round(seconds * 1000);
  return [
    line('info', at, { reqId: id, req, msg: 'incoming request' }),
    ...(step.says ? [line('info', at, { reqId: id, ...step.says })] : []),
    line('info', end, {
      reqId: id,
      res: { statusCode: step.status },
      responseTime: seconds * 1000,
      msg: 'request completed',
    }),
  ];
}

function line(level: keyof typeof LEVELS, at: number, fields: object): string {
  return JSON.stringify({ level: LEVELS[level], time: Math.round(at), service: NAME, ...fields });
}
