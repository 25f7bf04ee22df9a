import assert from 'node:assert/strict';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { everyCaller, type Caller } from './callers.ts';
import { collectRoutes } from './routes.ts';
import type { StartedService, StartOptions } from './start-service.ts';

/**
 * Who may call a route: anyone; the ingest key too; or only the full key and signed-in browsers, be it to read or to
 * write.
 */
type Rule = 'public' | 'ingest' | 'read' | 'write';

export interface AccessOptions {
  service: string;
  /** The rule of every route, by `METHOD /path`; a HEAD has that of its GET. */
  rules: Record<string, Rule>;
  /** Further addresses to try, which lead nowhere. */
  unknown?: readonly string[];
  start: (t: TestContext, options: StartOptions) => Promise<StartedService>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const NOWHERE = ['/nowhere', '/api', '/api/', '/api/nowhere', '/HEALTH', '/health/', '//', '/%zz', '/.git/config'];
const FAILURES: Record<number, string[]> = {
  401: ['Invalid API key'],
  403: ['This API key may only post data', 'Requests that change something need the header X-Requested-With'],
};

/** Holds every route of a service, known or not, by every method, against its rule, for every caller. */
export function testAccess({ service, rules, unknown = [], start }: AccessOptions): void {
  describe(`the access to every route of the ${service}`, () => {
    it('is ruled, so that no route is added without a thought of who may call it', async (t) => {
      const { routes } = await collectRoutes(() => start(t, {}));
      const paths = new Set(Object.keys(rules).map(pathOf));

      const strangers = routes.filter((route) => !paths.has(pathOf(route)));
      const gone = Object.keys(rules).filter((route) => !routes.includes(route));
      const wrong = Object.entries(rules).filter(([route, rule]) => rule === 'read' && !route.startsWith('GET '));

      assert.deepEqual({ strangers, gone, wrong }, { strangers: [], gone: [], wrong: [] });
    });

    it('is given to whom the rule names, and to nobody else', async (t) => {
      // Behind a proxy each request has an address of its own, so that none has to wait for the wrong keys of others.
      const { url } = await start(t, { env: { TRUST_PROXY: 'true' } });
      const callers = await everyCaller(service, url);
      const send = createSender(t, url);
      const surprises: string[] = [];

      for (const { method, path, access, kind } of everyRequest(rules, [...NOWHERE, ...unknown])) {
        const owner = callers.find(({ name }) => name === 'the full key') as Caller;
        const allowed = await send(owner, method, path);
        if (allowed.status === 405 ? kind === 'route' : kind === 'no route') {
          surprises.push(`${method} ${path}: ${allowed.status}, of which the rules know nothing`);
        }
        for (const caller of kind === 'route' ? callers : oneOfEach(callers)) {
          const expected = refusalOf(caller, access, method) ?? allowed.status;
          const { status, headers, detail } = await send(caller, method, path);
          const says = `${method} ${path} with ${caller.name}: ${status}`;
          if (status !== expected) surprises.push(`${says}, not ${expected}`);
          if (detail && FAILURES[status]?.includes(detail) === false) surprises.push(`${says} with ${detail}`);
          if (FAILURES[status] && headers['cache-control'] !== 'no-store') surprises.push(`${says} can be kept`);
        }
      }

      assert.deepEqual(surprises, []);
    });
  });
}

/** The first of each standing: who is who is known by then, so for what is no route these will do. */
function oneOfEach(callers: readonly Caller[]): Caller[] {
  return callers.filter(({ standing }, index) => callers.findIndex((other) => other.standing === standing) === index);
}

interface Tried {
  method: string;
  path: string;
  access: 'public' | 'ingest' | 'full';
  /** Whether something is there, or only the answer that this method is not allowed; or nothing, or a matter of the server's. */
  kind: 'route' | 'no route' | 'other';
}

/** Every path with every method; the other methods of a path are as open as the most open one of its own. */
function* everyRequest(rules: Record<string, Rule>, unknown: readonly string[]): Generator<Tried> {
  for (const path of new Set(Object.keys(rules).map(pathOf))) {
    const own = new Set(METHODS.map((method) => rules[`${method} ${path}`]));
    const widest = (['public', 'ingest'] as const).find((rule) => own.has(rule)) ?? 'full';
    const address = path.replace(':id', '999999').replace(':name', 'none.js');
    for (const method of METHODS) {
      const rule = rules[`${method === 'HEAD' ? 'GET' : method} ${path}`];
      const access = rule === undefined ? widest : rule === 'public' || rule === 'ingest' ? rule : 'full';
      // No route is for TRACE: it leads nowhere, whatever the path.
      if (method === 'TRACE') yield { method, path: address, access: 'full', kind: 'other' };
      else if (method === 'HEAD') yield { method, path: address, access, kind: 'other' };
      else yield { method, path: address, access, kind: rule ? 'route' : 'no route' };
    }
  }
  for (const path of unknown) {
    for (const method of METHODS) yield { method, path, access: 'full', kind: 'other' };
  }
}

/** The status of a refusal, or null where the caller is let in. */
function refusalOf({ standing }: Caller, access: Tried['access'], method: string): number | null {
  if (access === 'public') return null;
  if (standing === 'nobody') return 401;
  if (standing === 'ingest') return access === 'ingest' ? null : 403;
  return standing === 'bare browser' && !SAFE.has(method) ? 403 : null;
}

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  /** What a failure says. */
  detail: string | undefined;
}

function createSender(t: TestContext, url: string) {
  // Thousands of requests: without connections that are kept, the machine would run out of ports.
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  let addresses = 0;

  return ({ headers, query }: Caller, method: string, path: string): Promise<Answered> =>
    new Promise((resolve, reject) => {
      addresses += 1;
      const address = `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
      const { hostname, port } = new URL(url);
      const sent = httpRequest({
        agent,
        hostname,
        port,
        method,
        path: query ? `${path}?${query}` : path,
        headers: { 'x-forwarded-for': address, ...headers(), ...(method === 'POST' && { 'content-length': 2 }) },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const { statusCode: status = 0 } = response;
        const type = response.headers['content-type'] ?? '';
        // A live tail has no end.
        if (type.startsWith('text/event-stream')) response.destroy();
        const body = type.startsWith('text/event-stream') ? Promise.resolve('') : text(response);
        void body.then((said) => {
          const isFailure = status >= 400 && said !== '';
          const { detail } = isFailure ? (JSON.parse(said) as { detail?: string }) : {};
          resolve({ status, headers: response.headers, detail });
        }, reject);
      });
      sent.end(method === 'POST' ? '{}' : undefined);
    });
}

function pathOf(route: string): string {
  return route.slice(route.indexOf(' ') + 1);
}
