import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

/** Starts something and tells which routes it has registered, as `GET /api/errors/:id`. */
export async function collectRoutes<Started>(
  start: () => Promise<Started>,
): Promise<{ started: Started; routes: string[] }> {
  const routes: string[] = [];
  // Fastify's own notice, so nothing in the product has to know that somebody counts: https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
  const onInitialized = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) routes.push(`${name} ${url}`);
    });
  };
  subscribe('fastify.initialization', onInitialized);
  try {
    return { started: await start(), routes };
  } finally {
    unsubscribe('fastify.initialization', onInitialized);
  }
}
