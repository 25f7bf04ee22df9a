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
    ['metrics', addresses.metricsCollector],
    ['key', apiKey],
    ...shops.map(({ shop, url }): [string, string] => [shop.title, `${url}/products`]),
    ...(missing === undefined ? [] : [['Python shop', `left out: ${missing}`] satisfies [string, string]]),
  ];
  const list = rows.map(([title, value]) => `  ${title.padEnd(12)} ${value}`).join('\n');
  return `
Monlight's demo is running: a shop of vases and its visitors

${list}

Look at these first; it is one story:
  1. errors    open PaymentError: its cause is "vase has no price"
  2. logs      "Logs around this moment" leads there: the marked lines, with a vase put into that cart before them
  3. metrics   "Metrics around this moment": the error rate rises just then, at /carts/:cart/checkout

Ctrl-C stops everything.

`;
}
