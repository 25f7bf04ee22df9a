import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Access } from './auth.ts';
import { MethodNotAllowed } from './errors.ts';

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Answers a known path's other methods with 405 and `Allow`. Call it before the first route; what
 * it returns, after the last one.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const routes = new Map<string, { methods: Set<string>; access: Access | undefined }>();

  app.addHook('onRoute', ({ url, method, config }) => {
    const route = routes.get(url) ?? { methods: new Set(), access: config?.access };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });

  return () => {
    for (const [url, { methods, access }] of routes.entries()) {
      if (url === '*') continue;
      const others = METHODS.filter((name) => !methods.has(name));
      const allow = [...methods].join(', ');
      app.route({
        method: others,
        url,
        // Who may not call the path at all hears that first.
        config: access ? { access } : {},
        schema: { hide: true },
        // Before the body is read, after the hooks for keys and limits.
        onRequest: (request, reply, done) => {
          reply.header('allow', allow);
          done(new MethodNotAllowed(request.method, allow));
        },
        handler: async () => undefined,
      });
    }
  };
}
