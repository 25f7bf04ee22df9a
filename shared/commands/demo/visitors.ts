import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from './shop.ts';
import { makeVisitor, pauseAt, pickSteps, type Step, type Visitor } from './visits.ts';

export interface VisitedShop {
  shop: Shop;
  url: string;
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
/** Between two clicks of a visitor, ms. */
const THINKING_MS = 200;
/** Visits at once, should the shop be slow. */
const MAX_VISITS = 20;

/** Sends visitors to a shop until `signal` says so: one for each thing that they do, and then as they come. */
export async function sendVisitors(visited: VisitedShop, startedAt: number, signal: AbortSignal): Promise<void> {
  const visits = new Set<Promise<void>>();
  const begin = (visitor: Visitor, steps: readonly Step[]): void => {
    const visit = walk(visited, visitor, steps, signal).finally(() => visits.delete(visit));
    visits.add(visit);
  };

  for (const { steps } of visited.shop.visits) {
    const visitor = makeVisitor();
    begin(visitor, steps(visitor));
  }
  while (!signal.aborted) {
    await pause(pauseAt(Date.now() - startedAt), signal);
    if (signal.aborted || visits.size >= MAX_VISITS) continue;
    const { visitor, steps } = pickSteps(visited.shop.visits, Date.now() - startedAt);
    begin(visitor, steps);
  }
  await Promise.all(visits);
}

/** Makes the requests of one visit, one after the other; one that fails is the shop's affair. */
export async function walk(
  { shop, url }: VisitedShop,
  visitor: Visitor,
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<void> {
  for (const { method, path, body } of steps) {
    if (signal.aborted) return;
    // The id as a proxy in front of the shop gives it: it comes back in the log and with the error.
    const headers = { 'user-agent': BROWSER, 'x-request-id': randomUUID(), [shop.userHeader]: visitor.name };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(sent && { 'content-type': 'application/json' }) },
      ...(sent && { body: sent }),
      signal,
    })
      .then((answer) => answer.arrayBuffer())
      .catch(() => undefined);
    await pause(THINKING_MS, signal);
  }
}

/** Waits, or less when it is stopped. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
