import type { FastifyInstance } from 'fastify';
import { Overloaded } from './errors.ts';
import { whenOver } from './over.ts';
import { MINUTE_MS, type Clock } from './time.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** How far it is from being counted no more: null when it never was. */
    counted: 'working' | 'sending' | 'abandoned' | null;
  }
}

export interface RequestLimitOptions {
  /** Requests whose answers are being made or sent. */
  max: number;
  now: Clock;
}

/**
 * Refuses requests with 503 while too many are being answered: whatever comes in beyond what gets done would pile up in memory.
 *
 * A request counts from when its body is there, so that slow senders take nobody's place, until its answer is out. Where the
 * client goes away before, it counts until the work for it is done.
 */
export function registerRequestLimit(app: FastifyInstance, { max, now }: RequestLimitOptions): void {
  let answering = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  app.decorateReply('counted', null);
  app.addHook('preValidation', (request, reply, done) => {
    // Whether the service lives must be told above all when it has too much to do; it costs next to nothing.
    if (request.routeOptions.url === '/health') return done();
    if (answering >= max) {
      tell();
      return done(new Overloaded());
    }
    answering += 1;
    reply.counted = 'working';
    whenOver(reply, () => {
      if (reply.counted === 'sending' || reply.sent) answering -= 1;
      else reply.counted = 'abandoned';
    });
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.counted === 'abandoned') answering -= 1;
    if (reply.counted !== null) reply.counted = 'sending';
    done(null, payload);
  });

  /** One line a minute: a line for each would be one more thing to do. */
  function tell(): void {
    const time = now();
    if (Math.abs(time - toldAt) < MINUTE_MS) return;
    toldAt = time;
    app.log.warn({ max }, 'refusing requests: too many at once');
  }
}
