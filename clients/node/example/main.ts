import { ErrorClient, installProcessHandlers } from '@monlight/node';
import { buildShop } from './shop.ts';

// The shop as a process. Addresses and key of Monlight come from the environment; without them it just sells.

const {
  PORT = '3000',
  HOST = '127.0.0.1',
  MONLIGHT_ERROR_TRACKER_URL: errorTrackerUrl,
  MONLIGHT_METRICS_COLLECTOR_URL: metricsCollectorUrl,
  MONLIGHT_API_KEY: apiKey = '',
  MONLIGHT_ENVIRONMENT: environment,
} = process.env;

if (errorTrackerUrl)
  installProcessHandlers(new ErrorClient({ baseUrl: errorTrackerUrl, apiKey, project: 'node-shop' }));

const app = buildShop({ errorTrackerUrl, metricsCollectorUrl, apiKey, environment });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
await app.listen({ host: HOST, port: Number(PORT) });
