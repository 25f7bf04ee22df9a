import { createFailures } from './failures.ts';
import { contextOf, createMeasure, isUpgrade, CLIENT_LEFT, type ObservedRequest, type Observer } from './observer.ts';
import { runInScope } from '../context.ts';

interface FastifyRequest extends ObservedRequest {
  routeOptions: { url?: string | undefined };
}

interface FastifyReply {
  statusCode: number;
  elapsedTime: number;
  raw: { headersSent: boolean; statusCode: number; once: (event: 'close', listener: () => void) => unknown };
}

type Done = () => void;

/** As much of Fastify as is used here. */
interface Fastify {
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: FastifyRequest, reply: FastifyReply, done: Done) => void,
  ): unknown;
  addHook(name: 'onResponse', hook: (request: FastifyRequest, reply: FastifyReply, done: Done) => void): unknown;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: unknown, done: Done) => void,
  ): unknown;
  addHook(name: 'onClose', hook: () => Promise<void>): unknown;
}

/** Whether an application is Fastify's. */
export function isFastify(app: object): app is Fastify {
  return typeof (app as Partial<Fastify>).addHook === 'function' && 'setErrorHandler' in app;
}

/** Observes every request of an application, and ends with it. */
export function instrumentFastify(app: Fastify, observer: Observer, close: () => Promise<void>): void {
  const { metricsClient, getUser } = observer;
  const measure = createMeasure(metricsClient);
  const failures = createFailures<FastifyRequest>(observer);

  function end(request: FastifyRequest, reply: FastifyReply): void {
    const { method, routeOptions } = request;
    const status = reply.raw.headersSent ? reply.raw.statusCode : CLIENT_LEFT;
    if (!failures.end(request, status) || isUpgrade(request)) return;
    measure({ method, endpoint: routeOptions.url, status, seconds: reply.elapsedTime / 1000 });
  }

  app.addHook('onRequest', (request, reply, done) => {
    // `onResponse` does not come when the client leaves first, nor for a reply that was hijacked.
    reply.raw.once('close', () => end(request, reply));
    runInScope(() => contextOf(request, getUser), done);
  });
  app.addHook('onError', (request, _reply, error, done) => {
    failures.note(request, error);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    end(request, reply);
    done();
  });
  app.addHook('onClose', () => close());
}
