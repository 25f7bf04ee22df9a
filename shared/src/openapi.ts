import type { FastifyInstance, RouteOptions } from 'fastify';
import { validatorCompiler } from './input-error.ts';

/**
 * `GET /api/openapi.json`, made from the schemas that validate. Call before the routes.
 *
 * Few ever ask, and what makes the description takes megabytes: so routes are only noted down, and
 * a server that is never started describes them when somebody asks.
 */
export function registerOpenApi(app: FastifyInstance, info: { title: string; version: string }): void {
  const routes: RouteOptions[] = [];
  let description: Promise<unknown> | undefined;

  app.addHook('onRoute', ({ method, url, schema }) => {
    if (method === 'HEAD' || schema?.hide) return;
    routes.push({ method, url, schema: schema ?? {}, handler: async () => undefined });
  });
  app.get('/api/openapi.json', { schema: { summary: 'This description' } }, async () => {
    description ??= describe(routes, info);
    return description;
  });
}

async function describe(routes: readonly RouteOptions[], info: { title: string; version: string }): Promise<unknown> {
  const [{ default: Fastify }, { default: swagger }, { jsonSchemaTransform }] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
    import('fastify-type-provider-zod'),
  ]);
  const silent = Fastify({ exposeHeadRoutes: false });
  silent.setValidatorCompiler(validatorCompiler).setSerializerCompiler(() => JSON.stringify);
  await silent.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      security: [{ key: [] }, { bearer: [] }],
      components: {
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  for (const route of routes) silent.route(route);
  await silent.ready();
  const description = silent.swagger();
  await silent.close();
  return description;
}
