import type { FastifyInstance, RouteOptions } from 'fastify';
import { COMMON_ANSWERS, commonAnswers, SECURITY, SECURITY_SCHEMES, type Operation } from './openapi-answers.ts';
import { schemaController } from './schema-compilers.ts';

/**
 * `GET /api/openapi.json`, made from the schemas that validate. Call before the routes.
 *
 * Few ever ask, and what makes the description takes megabytes: so routes are only noted down, and
 * a server that is never started describes them when somebody asks.
 */
export function registerOpenApi(app: FastifyInstance, info: { title: string; version: string }): void {
  const routes: RouteOptions[] = [];
  let description: Promise<unknown> | undefined;

  app.addHook('onRoute', ({ method, url, schema, config }) => {
    if (method === 'HEAD' || schema?.hide) return;
    const security = SECURITY[config?.access ?? 'full'];
    routes.push({ method, url, schema: { ...schema, security }, handler: async () => undefined });
  });
  app.get('/api/openapi.json', { schema: { summary: 'All of this as OpenAPI 3.1, for programs' } }, async () => {
    description ??= describe(routes, info);
    return description;
  });
}

async function describe(routes: readonly RouteOptions[], info: { title: string; version: string }): Promise<unknown> {
  const [{ default: Fastify }, { default: swagger }, { jsonSchemaTransform, jsonSchemaTransformObject }] =
    await Promise.all([import('fastify'), import('@fastify/swagger'), import('fastify-type-provider-zod')]);
  const silent = Fastify({ exposeHeadRoutes: false, schemaController });
  await silent.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: jsonSchemaTransform,
    // Puts the schemas that have a name to where the others refer to.
    transformObject: jsonSchemaTransformObject,
  });
  for (const route of routes) silent.route(route);
  await silent.ready();
  const description = silent.swagger();
  await silent.close();
  return withCommonAnswers(description as Description);
}

interface Description {
  components?: object;
  paths?: Record<string, Record<string, Operation>>;
}

/** Each operation also says what may keep it from being done, as far as its own schema does not. */
function withCommonAnswers({ paths = {}, components, ...rest }: Description): Description {
  for (const methods of Object.values(paths)) {
    for (const operation of Object.values(methods)) {
      operation.responses = { ...commonAnswers(operation), ...operation.responses };
    }
  }
  return { ...rest, components: { ...components, responses: COMMON_ANSWERS }, paths };
}
