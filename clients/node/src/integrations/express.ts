import { runInScope } from '../context.ts';
import { contextOf, createMeasure, isUpgrade, CLIENT_LEFT, type ObservedRequest, type Observer } from './observer.ts';
import { createFailures } from './failures.ts';
import { createEndpoints } from './express-endpoint.ts';

/** A request of Express, as much of it as is used here. */
export interface ExpressRequest extends ObservedRequest {
  baseUrl: string;
  route?: { path: unknown } | undefined;
}

interface ExpressResponse {
  statusCode: number;
  headersSent: boolean;
  once: (event: 'close', listener: () => void) => unknown;
}

type Next = (error?: unknown) => void;
type Middleware = (request: ExpressRequest, response: ExpressResponse, next: Next) => void;

/** Middleware that sees errors, in the form that Express knows it by: four parameters. */
export type ExpressErrorHandler = (
  error: unknown,
  request: unknown,
  response: unknown,
  next: (error?: unknown) => void,
) => void;

/** As much of Express as is used here. */
interface Express {
  use: (...handlers: unknown[]) => unknown;
  handle: unknown;
}

/** Whether an application is Express's. */
export function isExpress(app: object): app is Express {
  return typeof app === 'function' && 'handle' in app && typeof (app as Partial<Express>).use === 'function';
}

/**
 * Observes every request of an application.
 *
 * An error handler sees only what the handlers before it have let through, so there is one before each of the application's
 * own, and one behind everything. They only take notice; the error goes on.
 *
 * @returns that error handler
 */
export function instrumentExpress(app: Express, observer: Observer): ExpressErrorHandler {
  const { metricsClient, getUser } = observer;
  const measure = createMeasure(metricsClient);
  const endpoints = createEndpoints();
  const failures = createFailures<ExpressRequest>(observer);
  let isComplete = false;

  const observe: Middleware = (request, response, next) => {
    if (!isComplete) {
      isComplete = true;
      use(noteError);
    }
    const start = performance.now();
    endpoints.watch(request);
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
      const seconds = (performance.now() - start) / 1000;
      if (!failures.end(request, status) || isUpgrade(request)) return;
      measure({ method: request.method, endpoint: endpoints.of(request), status, seconds });
    });
    runInScope(() => contextOf(request, getUser), next);
  };

  const noteError = (error: unknown, request: ExpressRequest, _response: unknown, next: Next) => {
    failures.note(request, error);
    next(error);
  };

  const use = app.use.bind(app);
  app.use = (...handlers) => {
    if (handlers.flat(Infinity).some(isErrorHandler)) use(noteError);
    const note = endpoints.noteOf(handlers[0]);
    return note ? use(handlers[0], note, ...handlers.slice(1)) : use(...handlers);
  };
  use(observe);
  return noteError as ExpressErrorHandler;
}

function isErrorHandler(handler: unknown): boolean {
  return typeof handler === 'function' && handler.length === 4;
}
