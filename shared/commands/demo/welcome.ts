import type { Addresses } from './addresses.ts';
import type { VisitedShop } from './visitors.ts';

export interface WelcomeOptions {
  addresses: Addresses;
  apiKey: string;
  shops: readonly VisitedShop[];
  /** Why there is no Python shop. */
  missing: string | undefined;
}

/** What is there, how to get in, and what to look at first. */
export function welcome({ addresses, apiKey, shops, missing }: WelcomeOptions): string {
  const rows: [string, string][] = [
    ['errors', addresses.errorTracker],
    ['logs', addresses.logViewer],
    ['metrics', `${addresses.metricsCollector}/?range=1h`],
    ['key', apiKey],
    ...shops.map(({ shop, url }): [string, string] => [shop.title, `${url}/products`]),
    ...(missing === undefined ? [] : [['Python shop', `left out: ${missing}`] satisfies [string, string]]),
  ];
  const list = rows.map(([title, value]) => `  ${title.padEnd(12)} ${value}`).join('\n');
  return `
Monlight's demo is running: a shop of vases and its visitors

${list}

Look at these first; it is one story:
  1. metrics   the error rate rises just now; among the endpoints it is /carts/:cart/checkout
  2. errors    open PaymentError: its cause is "vase has no price"; copy the requestId from its extra
  3. logs      search for that id, and for the cart's that stands beside it: a vase had been put into it

Ctrl-C stops everything.

`;
}
