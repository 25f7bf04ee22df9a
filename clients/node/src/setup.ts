import { ErrorClient } from './error-client.ts';
import { instrumentExpress, isExpress, type ExpressErrorHandler } from './integrations/express.ts';
import { instrumentFastify, isFastify } from './integrations/fastify.ts';
import { MetricsClient } from './metrics-client.ts';
import type { ClientOptions, MetricsClientOptions, ReportOptions } from './options.ts';

/** Options of `setupMonlight`. Those of the clients are passed on to both. */
export interface SetupOptions
  extends Omit<ClientOptions, 'baseUrl' | 'maxQueued'>,
    ReportOptions,
    Pick<MetricsClientOptions, 'flushInterval'> {
  /** Address of the error tracker; without it no errors are reported. */
  errorTrackerUrl?: string | undefined;
  /** Address of the metrics collector; without it nothing is measured. */
  metricsCollectorUrl?: string | undefined;
  /**
   * Who made a request; asked only when an error is reported.
   * @default (request) => request.user?.id
   */
  getUser?: ((request: never) => string | number | undefined) | undefined;
}

/** What `setupMonlight` has made. */
export interface Monlight {
  /** Undefined without an `errorTrackerUrl`. */
  errorClient: ErrorClient | undefined;
  /** Undefined without a `metricsCollectorUrl`. */
  metricsClient: MetricsClient | undefined;
  /** Express: for routers that have error handlers of their own. Elsewhere it passes errors on. */
  errorHandler: ExpressErrorHandler;
  /** Sends what waits, for `timeoutMs` (2000) at most, and ends. Fastify's `close()` does it by itself. */
  close: (timeoutMs?: number) => Promise<void>;
}

/**
 * Reports the unhandled errors of a Fastify or Express (4, 5) application and measures its requests. Call it before the
 * routes are added. Errors that the application answers with less than 500 are its own affair.
 *
 * @example
 * const app = Fastify();
 * setupMonlight(app, { errorTrackerUrl: 'http://localhost:5010', metricsCollectorUrl: 'http://localhost:5012', apiKey });
 */
export function setupMonlight(app: object, options: SetupOptions): Monlight {
  const { errorTrackerUrl, metricsCollectorUrl, getUser = userOf, log = console.warn, ...shared } = options ?? {};
  const errorClient = errorTrackerUrl ? new ErrorClient({ ...shared, log, baseUrl: errorTrackerUrl }) : undefined;
  const metricsClient = metricsCollectorUrl
    ? new MetricsClient({ ...shared, log, baseUrl: metricsCollectorUrl })
    : undefined;

  async function close(timeoutMs?: number): Promise<void> {
    await Promise.all([errorClient?.close(timeoutMs), metricsClient?.close(timeoutMs)]);
  }

  const observer = {
    errorClient,
    metricsClient,
    getUser: getUser as (request: unknown) => string | number | undefined,
  };
  let errorHandler = passOn;
  try {
    if (!errorClient && !metricsClient) return { errorClient, metricsClient, errorHandler, close };
    if (isFastify(app)) instrumentFastify(app, observer, close);
    else if (isExpress(app)) errorHandler = instrumentExpress(app, observer);
    else log('monlight: setupMonlight knows Fastify and Express; this is neither');
  } catch (error) {
    log(`monlight: requests are not observed: ${String(error)}`);
  }
  return { errorClient, metricsClient, errorHandler, close };
}

const passOn: ExpressErrorHandler = (error, _request, _response, next) => next(error);

function userOf(request: unknown): string | number | undefined {
  return (request as { user?: { id?: string | number } }).user?.id;
}
