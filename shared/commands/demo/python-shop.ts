import { fileURLToPath } from 'node:url';
import { ROUND_SECONDS, swing, type PastRequest, type Shop } from './shop.ts';
import { anyOf, type Step, type Visitor } from './visits.ts';

const FOLDER = fileURLToPath(new URL('../../../clients/python/', import.meta.url));
const quick = [0.002, 0.012] as const;

interface Product {
  id: number;
  name: string;
  price: number;
  stock: number;
}
const POT: Product = { id: 1, name: 'Tea pot', price: 24.5, stock: 12 };
const CUP: Product = { id: 2, name: 'Tea cup', price: 6, stock: 80 };
const KETTLE: Product = { id: 3, name: 'Kettle', price: 39, stock: 5 };
const COSY: Product = { id: 4, name: 'Tea cosy', price: Number.NaN, stock: 3 };
const anyProduct = (): Product => anyOf([CUP, CUP, POT, KETTLE]);

const list: Step = { method: 'GET', path: '/products', endpoint: '/products', status: 200, seconds: quick };
const view = (id: number): Step => ({
  method: 'GET',
  path: `/products/${id}`,
  endpoint: '/products/{product_id}',
  status: id > 4 ? 404 : 200,
  seconds: quick,
});
const put = ({ name: visitor }: Visitor, { id, name }: Product, quantity = 1): Step => ({
  method: 'POST',
  path: '/cart',
  endpoint: '/cart',
  body: { product_id: id, quantity },
  status: 201,
  seconds: [0.003, 0.02],
  says: { msg: `${visitor} takes ${quantity} of ${name}` },
});
const checkOut: Omit<Step, 'status'> = {
  method: 'POST',
  path: '/checkout',
  endpoint: '/checkout',
  seconds: [0.004, 0.04],
};
const pay = ({ name }: Visitor, total: number, each: number): Step => ({
  ...checkOut,
  status: 200,
  says: { msg: `${name} pays ${total.toFixed(2)}, ${each.toFixed(2)} a piece` },
  points: [
    { name: 'orders_total', type: 'counter', value: 1, labels: { shop: 'python' } },
    { name: 'order_cents', type: 'histogram', value: Math.round(total * 100), labels: { shop: 'python' } },
  ],
});

/** The shop of Python and FastAPI, run by this interpreter. Nobody can buy its tea cosy. */
export function pythonShop(python: string): Shop {
  return {
    name: 'python-shop',
    title: 'Python shop',
    command: python,
    args: ['-m', 'example'],
    cwd: FOLDER,
    env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1', STOCK_INTERVAL: String(ROUND_SECONDS) },
    userHeader: 'x-user',
    visits: [
      { share: 30, steps: () => [list, view(anyProduct().id)] },
      { share: 16, steps: buy },
      { share: 6, steps: (visitor) => [list, put(visitor, anyProduct())] },
      {
        share: 10,
        steps: () => [{ ...list, path: '/recommendations', endpoint: '/recommendations', seconds: [0.3, 1.2] }],
      },
      { share: 3, steps: () => [list, view(99)] },
      { share: 2, steps: () => [{ ...checkOut, status: 409 }] },
      { share: 2, isStory: true, steps: (visitor) => [put(visitor, COSY), { ...checkOut, status: 500 }] },
      // A page whose stepper goes down to none: the shop divides by it.
      { share: 0.3, isStory: true, steps: (visitor) => [put(visitor, CUP, 0), { ...checkOut, status: 500 }] },
    ],
    linesOf: ({ at, id, step }: PastRequest) =>
      step.says ? [line('INFO', 'shop', at, `${step.says.msg} request_id=${id}`)] : [],
    roundOf: (at) => ({
      points: [
        { name: 'carts', type: 'gauge', value: swing(at, 4), labels: { shop: 'python' } },
        ...[POT, CUP, KETTLE, COSY].map(
          ({ name, stock }) => ({ name: 'stock', type: 'gauge', value: stock, labels: { product: name } }) as const,
        ),
      ],
      lines: [
        ...[KETTLE, COSY].map(({ name, stock }) => line('WARNING', 'shop.stock', at, `only ${stock} of ${name} left`)),
        line('INFO', 'shop.stock', at, `round ${Math.round(at / 1000 / ROUND_SECONDS) % 1000} of the shelves done`),
      ],
    }),
  };
}

function buy(visitor: Visitor): Step[] {
  const product = anyProduct();
  const quantity = anyOf([1, 1, 2, 4]);
  return [
    list,
    view(product.id),
    put(visitor, product, quantity),
    pay(visitor, product.price * quantity, product.price),
  ];
}

/** As Python's `logging` writes in the example's format; its times are local. */
function line(level: string, logger: string, at: number, text: string): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 23).replace('.', ',')} ${level} ${logger}: ${text}`;
}
