import type { Addresses } from './addresses.ts';
import { startChild, type Child } from './child.ts';
import type { DockerLog } from './docker-log.ts';
import type { Shop } from './shop.ts';
import { pause, type VisitedShop } from './visitors.ts';

export interface OpenShopOptions {
  shop: Shop;
  port: number;
  services: Addresses;
  ingestKey: string;
  log: DockerLog;
}

const LOOK_MS = 50;

/** Starts a shop; what it prints goes to the log as Docker would write it. */
export function openShop({ shop, port, services, ingestKey, log }: OpenShopOptions): Child {
  return startChild({
    name: shop.name,
    command: shop.command,
    args: shop.args,
    cwd: shop.cwd,
    env: {
      ...shop.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      MONLIGHT_ERROR_TRACKER_URL: services.errorTracker,
      MONLIGHT_METRICS_COLLECTOR_URL: services.metricsCollector,
      MONLIGHT_API_KEY: ingestKey,
      MONLIGHT_ENVIRONMENT: 'demo',
    },
    onLine: (stream, text) => log.append([{ at: Date.now(), stream, text }]),
  });
}

/** Resolves once a shop shows its products, or when it is too late for that. */
export async function isOpen({ url }: VisitedShop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(`${url}/products`, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    await pause(LOOK_MS, signal);
  }
}
