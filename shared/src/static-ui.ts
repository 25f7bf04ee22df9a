import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from './errors.ts';

/** Beside what every answer carries: scripts, styles and requests only from the service itself, nothing inline, nothing framed. */
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
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Everything that the UI's build puts out. */
const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** How the build has packed assets, by the endings of their names. */
const PACKED = { br: '.br', gzip: '.gz' };

const NOT_BUILT =
  '<!doctype html><title>Monlight</title><base href="./" /><p>The pages are not built yet: run <code>npm run setup</code>.';

export interface StaticUiOptions {
  /** The built UI: `index.html` and `assets/`, each asset with a `.br` and a `.gz` beside it. */
  folder: URL;
  /** Routes that show the page, such as `/` and `/errors/:id`. */
  pages: readonly string[];
}

/** Where people reach the services; what is not set is not linked to. */
export interface ServiceAddresses {
  errors: string | undefined;
  logs: string | undefined;
  metrics: string | undefined;
}

/** Serves a service's embedded pages. All their addresses are relative, so they work below any sub-path. */
export function registerStaticUi(
  app: FastifyInstance,
  {
    folder,
    pages,
    isSignedIn,
    addresses,
  }: StaticUiOptions & { isSignedIn: (request: FastifyRequest) => boolean; addresses: ServiceAddresses },
): void {
  const html = readPage(folder);
  const links = toAttributes(addresses);
  const assets = readAssets(new URL('assets/', folder));
  const open = { config: { access: 'public' }, schema: { hide: true } } as const;

  for (const page of pages) {
    // `/errors/5` lies one folder deep: its assets are one up.
    const base = '../'.repeat(page.split('/').length - 2) || './';
    const placed = html.replace('<base href="./" />', `<base href="${base}" />`);
    // Scripts cannot see the cookie; told here, the page asks for the key without being refused first.
    const signedOut = toAsset(placed.replace('<html ', '<html data-session="out" '));
    // Only those who have a key learn where else there is something.
    const signedIn = toAsset(placed.replace('<html ', () => `<html ${links}`));
    app.get(page, open, async (request, reply) =>
      sendAsset(request, reply.header('cache-control', 'no-cache'), isSignedIn(request) ? signedIn : signedOut),
    );
  }
  app.get<{ Params: { name: string } }>('/assets/:name', open, async (request, reply) => {
    const asset = assets.get(request.params.name);
    if (!asset) throw new NotFound();
    // File names carry a hash of their content, so what was fetched once stays right.
    return sendAsset(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), asset);
  });
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, { type, plain, packed }: Asset): FastifyReply {
  reply.headers(SECURITY_HEADERS).type(type);
  if (packed.length > 0) reply.header('vary', 'accept-encoding');
  const accepted = (request.headers['accept-encoding'] ?? '').split(/[\s,;]+/);
  const best = packed.find(({ encoding }) => accepted.includes(encoding));
  return best ? reply.header('content-encoding', best.encoding).send(best.bytes) : reply.send(plain);
}

/** `data-logs-url="https://…/" `, for every address that is set. */
function toAttributes(addresses: ServiceAddresses): string {
  return Object.entries(addresses)
    .filter(([, url]) => url !== undefined)
    .map(([name, url]) => `data-${name}-url="${escapeAttribute(`${url}/`)}" `)
    .join('');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

interface Asset {
  type: string;
  plain: Buffer;
  /** The smallest first. Browsers ask for Brotli only where nobody can listen, for gzip everywhere. */
  packed: { encoding: string; bytes: Buffer }[];
}

/** A page is packed at each start, since addresses were written into it: quickly, not as small as can be. */
function toAsset(html: string): Asset {
  const plain = Buffer.from(html);
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const packed = [
    { encoding: 'br', bytes: brotli },
    { encoding: 'gzip', bytes: gzipSync(plain) },
  ];
  return { type: 'text/html; charset=utf-8', plain, packed };
}

/** A page's few files are held in memory: a name that is not among them cannot lead anywhere. */
function readAssets(folder: URL): Map<string, Asset> {
  const root = fileURLToPath(folder);
  const names = existsSync(root) ? readdirSync(root).filter((name) => extname(name) in CONTENT_TYPES) : [];
  return new Map(
    names.map((name) => {
      const file = join(root, name);
      const packed = Object.entries(PACKED)
        .filter(([, ending]) => existsSync(`${file}${ending}`))
        .map(([encoding, ending]) => ({ encoding, bytes: readFileSync(`${file}${ending}`) }));
      return [name, { type: CONTENT_TYPES[extname(name)] ?? '', plain: readFileSync(file), packed }];
    }),
  );
}

function readPage(folder: URL): string {
  try {
    return readFileSync(new URL('index.html', folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NOT_BUILT;
    throw error;
  }
}
