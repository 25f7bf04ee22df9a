import type { FastifyError, FastifyInstance } from 'fastify';
import { noteFailure } from './database-guard.ts';
import { BodyTooLarge, InvalidJson, Overloaded, RateLimited } from './errors.ts';
import { describeInput, type InputError } from './input-error.ts';
import type { Database } from './sqlite.ts';
import { isStorageFailure } from './storage-failure.ts';
import { MINUTE_MS } from './time.ts';

const STORAGE_RETRY_S = 5;
/** A line for each refused request would fill what is left of a full disk. */
const LOG_EVERY_MS = MINUTE_MS;

/** Every failure leaves as `{"detail": "<one sentence>"}`; what the client is not to blame for is logged. */
export function registerErrorEnvelope(app: FastifyInstance, db: Database): void {
  let loggedAt = Number.NEGATIVE_INFINITY;

  app.setErrorHandler<FastifyError & { code?: string; validation?: InputError[] }>((error, request, reply) => {
    reply.header('x-request-id', request.id);
    if (error instanceof RateLimited) {
      return reply
        .code(429)
        .header('retry-after', error.retryAfter)
        .send({ detail: error.message, retry_after: error.retryAfter });
    }
    if (error instanceof Overloaded) {
      // Not logged: a line for each would be one more thing to do.
      return reply.code(503).header('retry-after', error.retryAfter).send({ detail: error.message });
    }
    if (error.validation) {
      const isAbsent = error.validationContext === 'body' && request.body === undefined;
      const detail = isAbsent ? new InvalidJson().message : describeInput(error.validation, error.validationContext);
      return reply.code(400).send({ detail });
    }
    if (isStorageFailure(error)) {
      noteFailure(db, error);
      const isDue = performance.now() - loggedAt >= LOG_EVERY_MS;
      if (isDue) loggedAt = performance.now();
      request.log[isDue ? 'error' : 'debug']({ err: error, request_id: request.id }, 'the database cannot be used');
      return reply
        .code(503)
        .header('retry-after', STORAGE_RETRY_S)
        .send({ detail: `The database cannot be used: ${error.message}` });
    }
    const isTooLarge = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error instanceof BodyTooLarge;
    if (isTooLarge) {
      // Fastify would hang up, and a client that is still sending then never reads why. The rest is
      // thrown away as it comes, for as long as a request may take.
      return reply.removeHeader('connection').code(413).send({ detail: new BodyTooLarge().message });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ detail: error.message });
    // What the code throws on purpose carries a status and a sentence for the client; anything else is a bug.
    if (error.statusCode) {
      request.log.warn({ err: error, request_id: request.id }, 'request failed');
      return reply.code(status).send({ detail: error.message });
    }
    request.log.error({ err: error, request_id: request.id }, 'request failed unexpectedly');
    return reply
      .code(500)
      .send({ detail: `Internal error; the service's log has more under request_id ${request.id}` });
  });
}
