import { join } from 'node:path';
import { addressesFrom, shopPort, type Addresses } from './addresses.ts';
import type { Child } from './child.ts';
import { createDockerLog } from './docker-log.ts';
import { nodeShop } from './node-shop.ts';
import { isOpen, openShop } from './open-shop.ts';
import { makeUp, sendPoints } from './past.ts';
import { findPython } from './python-set-up.ts';
import { pythonShop } from './python-shop.ts';
import { comeBack } from './regression.ts';
import { findFailed, startServices } from './services.ts';
import { sendVisitors, type VisitedShop } from './visitors.ts';
import { welcome } from './welcome.ts';

export interface RunOptions {
  /** For everything that is written. */
  folder: string;
  firstPort: number;
  apiKey: string;
  ingestKey: string;
  signal: AbortSignal;
  /** Told of every program at its start, so that it can be stopped; the services come before the shops. */
  adopt: (child: Child) => void;
}

/** Two files of this size each shop: an evening's log does not fill the disk. */
const LOG_BYTES = 8 * 1024 * 1024;
const SHOWN_LINES = 20;

/**
 * The demo, until `signal`.
 *
 * @throws Error with lines for people when one of its programs ends
 */
export async function runDemo(options: RunOptions): Promise<void> {
  const { folder, firstPort, apiKey, ingestKey, signal, adopt } = options;
  const { child: setUp, found } = findPython();
  adopt(setUp);
  const python = await found;
  if (signal.aborted) return;

  const startedAt = Date.now();
  const containers = join(folder, 'containers');
  const shops = [nodeShop(), ...('python' in python ? [pythonShop(python.python)] : [])].map((shop, index) => {
    const log = createDockerLog({ containers, name: shop.name, maxSize: LOG_BYTES, createdAt: startedAt });
    const past = makeUp(shop, startedAt);
    log.append(past.lines);
    const port = shopPort(firstPort, index);
    return { shop, log, port, points: past.points, url: `http://127.0.0.1:${port}` };
  });
  // `localhost` may be ::1 at first, where nothing listens.
  const services = addressesFrom(firstPort, '127.0.0.1');
  const { child: running, healthy } = startServices({ folder, containers, firstPort, apiKey, ingestKey });
  adopt(running);
  const failures = [failureOf(running)];
  await Promise.race([healthy, ...failures]);
  if (signal.aborted) return;

  for (const { shop, log, port } of shops) {
    const child = openShop({ shop, port, services, ingestKey, log });
    adopt(child);
    failures.push(failureOf(child));
  }
  await Promise.race([getReady(shops, services, options), ...failures]);
  if (signal.aborted) return;

  const addresses = addressesFrom(firstPort, 'localhost');
  const missing = 'reason' in python ? python.reason : undefined;
  process.stdout.write(welcome({ addresses, apiKey, shops, missing }));
  const visits = shops.map((visited) => sendVisitors(visited, Date.now(), signal));
  const [node] = shops;
  if (node) visits.push(comeBack({ node, errorTracker: services.errorTracker, apiKey, signal }));
  await Promise.race([Promise.all(visits), ...failures]);
}

/** The shops are open, and the services know of the time before. */
async function getReady(
  shops: readonly (VisitedShop & { points: Parameters<typeof sendPoints>[2] })[],
  services: Addresses,
  { ingestKey, signal }: RunOptions,
): Promise<void> {
  await Promise.all([
    ...shops.map((shop) => isOpen(shop, signal)),
    ...shops.map(({ points }) => sendPoints(services.metricsCollector, ingestKey, points)),
  ]);
}

/** Rejects when a program ends: none of them does by itself. */
async function failureOf(child: Child): Promise<never> {
  const code = await child.ended;
  const { name, lines } = child.name === 'services' ? findFailed(child.lines) : child;
  // What `npm start` says about ports is not about the demo's.
  const shown = lines.filter((line) => !line.includes('npm start --')).slice(-SHOWN_LINES);
  const isTaken = shown.some((line) => line.includes('EADDRINUSE'));
  throw new Error(
    [
      `${name} ended with ${code}; the last lines:`,
      ...shown.map((line) => `  ${line}`),
      ...(isTaken ? ['For other ports: npm run demo -- --port 6010'] : []),
    ].join('\n'),
  );
}
