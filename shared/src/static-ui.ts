import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Scripts, styles and requests only from the service itself; nothing inline, nothing framed. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const NOT_BUILT =
  '<!doctype html><title>Monlight</title><base href="./" /><p>The pages are not built yet: run <code>npm run setup</code>.';

export interface StaticUiOptions {
  /** The built UI: `index.html` and `assets/`. */
  folder: URL;
  /** Routes that show the page, such as `/` and `/errors/:id`. */
  pages: readonly string[];
}

/** Serves a service's embedded pages. All their addresses are relative, so they work below any sub-path. */
export async function registerStaticUi(app: FastifyInstance, { folder, pages }: StaticUiOptions): Promise<void> {
  const html = readPage(folder);

  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
      route.schema = { ...route.schema, hide: true };
    });
    for (const page of pages) {
      // `/errors/5` lies one folder deep: its assets are one up.
      const base = '../'.repeat(page.split('/').length - 2) || './';
      const body = Buffer.from(html.replace('<base href="./" />', `<base href="${base}" />`));
      scope.get(page, async (_request, reply) =>
        reply.headers(SECURITY_HEADERS).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(body),
      );
    }
    await scope.register(fastifyStatic, {
      root: fileURLToPath(new URL('assets/', folder)),
      prefix: '/assets/',
      decorateReply: false,
      preCompressed: true,
      // File names carry a hash of their content.
      immutable: true,
      maxAge: '365d',
      setHeaders: (reply) => {
        reply.headers(SECURITY_HEADERS);
      },
    });
  });
}

function readPage(folder: URL): string {
  try {
    return readFileSync(new URL('index.html', folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NOT_BUILT;
    throw error;
  }
}
