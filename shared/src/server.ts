import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import root from '../../package.json' with { type: 'json' };
import { registerAuth } from './auth.ts';
import { registerAnswerGate } from './answer-gate.ts';
import { createBodyGate } from './body-gate.ts';
import { registerBody } from './body.ts';
import { answerBrokenRequest } from './broken-request.ts';
import type { CommonConfig } from './config.ts';
import { limitConnections } from './connection-limit.ts';
import { registerErrorEnvelope } from './error-envelope.ts';
import { NotFound } from './errors.ts';
import { healthRoutes } from './health.ts';
import { LIMITS, type Limits } from './limits.ts';
import { collectMethods } from './method-not-allowed.ts';
import { registerOpenApi } from './openapi.ts';
import { limitPipelining } from './pipeline-limit.ts';
import { registerRateLimit } from './rate-limit.ts';
import { registerRequestLimit } from './request-limit.ts';
import { createRevokedSessions } from './revoked-sessions.ts';
import { schemaController } from './schema-compilers.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSessionTokens } from './session-token.ts';
import type { Database } from './sqlite.ts';
import { registerStaticUi, type StaticUiOptions } from './static-ui.ts';
import type { Clock } from './time.ts';
import { createKeyGate } from './wrong-keys.ts';

/** A Fastify server whose schemas are zod's. */
export type App = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface ServerOptions {
  service: string;
  config: CommonConfig;
  db: Database;
  now: Clock;
  log: FastifyBaseLogger;
  /** Bytes of a decoded request body. */
  bodyLimit: number;
  ui: StaticUiOptions;
  /** How much of it one client or many may take; what is not given is as for all services. */
  limits?: Partial<Limits>;
  /** The service's own figures in `/health`. */
  healthDetails?: () => Record<string, unknown>;
  /** Registers the service's own routes. */
  routes: (app: App) => Promise<void>;
}

/** What every answer carries unless its route says otherwise: it is data, to be kept by nobody, and to be taken for nothing else. */
const DATA_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
/** What it carries besides where a browser may have asked of its own accord: nor is it to be shown or loaded by other sites. */
const BROWSER_HEADERS = {
  ...DATA_HEADERS,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/**
 * What every service is before its own routes. The order of registration is the order of checks:
 * key (401, 403), limit (429), path (404), method (405), room (503), body (413, 415, 400), schema (400).
 */
export async function createServer(options: ServerOptions): Promise<App> {
  const { service, config, db, now } = options;
  const limits = { ...LIMITS, ...options.limits };
  const { version } = root;
  const started = now().toString(36);
  let requests = 0;

  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request costs more than its routing, and hardly any logs: who does names the request.
    childLoggerFactory: (logger) => logger,
    genReqId: () => `${started}-${((requests += 1)).toString(36)}`,
    // Only what the nearest proxy has seen itself: what stands before that in X-Forwarded-For, anybody may have written.
    trustProxy: config.TRUST_PROXY && ((_address: string, hop: number) => hop === 0),
    bodyLimit: options.bodyLimit,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.stalledMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.lookEveryMs },
    // A request that comes while the others are being finished is still answered.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    schemaController,
    routerOptions: { maxParamLength: 16_384, querystringParser: parseQuery },
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : '/%25'),
  }).withTypeProvider<ZodTypeProvider>();
  limitPipelining(app.server, { perConnection: limits.pipelined, waiting: limits.waiting });
  limitConnections(app.server, limits.connections);
  registerErrorEnvelope(app, db);
  registerBody(app);

  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onRequest', (request, reply, done) => {
    // A client that keeps its connection busy would otherwise keep the server from closing.
    if (isClosing) reply.header('connection', 'close');
    // No browser sends this header unless a script tells it to, and then shows nothing: what programs get can do without.
    reply.headers(request.headers['x-api-key'] === undefined ? BROWSER_HEADERS : DATA_HEADERS);
    done();
  });
  if (config.CORS_ORIGINS.length > 0) await registerCors(app, config.CORS_ORIGINS);
  const tokens = createSessionTokens(service, config.API_KEY, now);
  const revoked = createRevokedSessions(db, now);
  const gate = createKeyGate({ apiKey: config.API_KEY, ingestKey: config.INGEST_API_KEY, now });
  const isSignedIn = await registerAuth(app, {
    service,
    gate,
    tokens,
    revoked,
  });
  registerRateLimit(app, { perKey: config.RATE_LIMIT, now });
  app.addHook('onRequest', (request, _reply, done) => done(request.is404 ? new NotFound() : undefined));
  app.addHook('preParsing', createBodyGate(limits));
  registerRequestLimit(app, { max: limits.requests, now });
  registerAnswerGate(app, { roomBytes: limits.answerRoomBytes, perTurn: limits.questionsPerTurn });
  const refuseOtherMethods = collectMethods(app);

  registerOpenApi(app, { title: `Monlight ${service}`, version });
  await app.register(healthRoutes, { service, version, db, now, details: options.healthDetails ?? (() => ({})) });
  await app.register(sessionRoutes, { service, gate, tokens, revoked });
  await options.routes(app);
  const addresses = {
    errors: config.ERROR_TRACKER_URL,
    logs: config.LOG_VIEWER_URL,
    metrics: config.METRICS_COLLECTOR_URL,
  };
  registerStaticUi(app, { ...options.ui, isSignedIn, addresses });
  refuseOtherMethods();
  return app;
}

/** Query parameters, percent-decoded; an empty one counts as not given. */
function parseQuery(text: string): Record<string, string> {
  return text === '' ? {} : Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''));
}

/** A path that cannot be decoded names nothing; it goes where every unknown path goes. */
function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURI(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

async function registerCors(app: App, origins: readonly string[]): Promise<void> {
  // Few need it, and what is not loaded takes no memory.
  const { default: cors } = await import('@fastify/cors');
  await app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Encoding', 'Content-Type', 'X-API-Key'],
    exposedHeaders: ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}
