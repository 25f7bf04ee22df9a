/** Where an application reports to; what is not known is left out, and that part of the SDK is off. */
export interface Addresses {
  errors: string | null;
  metrics: string | null;
}

/** A Fastify application with Monlight, as the README of the Node SDK has it. */
export function nodeLines(addresses: Addresses): string {
  return [
    `import { setupMonlight } from '@monlight/node';`,
    `import Fastify from 'fastify';`,
    '',
    'const app = Fastify();',
    'setupMonlight(app, {',
    ...options(addresses, { errors: 'errorTrackerUrl: ', metrics: 'metricsCollectorUrl: ' }, "'", '  '),
    '  apiKey: process.env.MONLIGHT_API_KEY,',
    `  project: 'shop',`,
    '});',
    `app.get('/items/:id', async () => {`,
    `  throw new Error('no such item');`,
    '});',
    'await app.listen({ port: Number(process.env.PORT) });',
  ].join('\n');
}

/** A FastAPI application with Monlight, as the README of the Python SDK has it. */
export function pythonLines(addresses: Addresses): string {
  return [
    'from fastapi import FastAPI',
    'from monlight.integrations.fastapi import setup_monlight',
    '',
    'app = FastAPI()',
    'clients = setup_monlight(',
    '    app,',
    ...options(addresses, { errors: 'error_tracker_url=', metrics: 'metrics_collector_url=' }, '"', '    '),
    '    api_key="choose-a-long-one",',
    '    project="shop",',
    ')',
    '',
    '',
    '@app.get("/items/{item_id}")',
    'def read_item(item_id: int):',
    '    clients["metrics_client"].counter("items_read_total", {"kind": "tea"})',
    '    return {"id": item_id}',
  ].join('\n');
}

function options(
  { errors, metrics }: Addresses,
  names: { errors: string; metrics: string },
  quote: string,
  indent: string,
): string[] {
  const line = (name: string, url: string): string => `${indent}${name}${quote}${url.replace(/\/$/, '')}${quote},`;
  return [...(errors ? [line(names.errors, errors)] : []), ...(metrics ? [line(names.metrics, metrics)] : [])];
}
