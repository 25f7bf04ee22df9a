import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Overloaded } from './errors.ts';
import { whenOver } from './over.ts';

/** Smaller answers are not looked at. */
const SMALL_BYTES = 16 * 1024;
/** What a stream has in memory, that of long log entries in particular. */
const STREAM_BYTES = 512 * 1024;

export interface AnswerGateOptions {
  /** Bytes of large answers that are on their way together; one alone may be larger. */
  roomBytes: number;
  /** Questions that are begun in one turn of the event loop. */
  perTurn: number;
}

/**
 * Bounds what is in memory of answers: of those that wait behind others on their connection, or whose clients are slow to take
 * them. What finds no room is refused with 503. Pages and what they load are there once for all, and are not counted.
 */
export function registerAnswerGate(app: FastifyInstance, { roomBytes, perTurn }: AnswerGateOptions): void {
  let held = 0;
  const waiting: (() => void)[] = [];

  function admitSome(): void {
    for (const admit of waiting.splice(0, perTurn)) admit();
    if (waiting.length > 0) setImmediate(admitSome);
  }

  // Few questions a turn: what many on one connection read in the same turn would be in memory before any of it is counted.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.method !== 'GET' || request.routeOptions.config.access === 'public') return done();
    waiting.push(done);
    if (waiting.length === 1) setImmediate(admitSome);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const bytes = sizeOf(payload);
    if (bytes <= SMALL_BYTES || request.routeOptions.config.access === 'public') return done(null, payload);
    if (held > 0 && held + bytes > roomBytes) return done(new Overloaded());
    held += bytes;
    whenOver(reply, () => {
      held -= bytes;
    });
    done(null, payload);
  });
}

/** Of a text its characters. */
function sizeOf(payload: unknown): number {
  if (payload instanceof Readable) return STREAM_BYTES;
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
}
