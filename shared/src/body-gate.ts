import type { preParsingHookHandler } from 'fastify';
import { BodyTooSlow, Overloaded } from './errors.ts';
import { whenOver } from './over.ts';
import { SECOND_MS } from './time.ts';

/** Bodies up to here are read at once. */
const SMALL_BYTES = 16 * 1024;

export interface BodyGateOptions {
  /** Bytes of large bodies that are in memory together; at least one body's limit. */
  roomBytes: number;
  /** How long a body may wait until there is room. */
  waitMs?: number;
  /** How long a body may take once there is: others wait for it. */
  readMs?: number;
}

interface Waiting {
  bytes: number;
  enter: () => void;
}

/**
 * Lets only so many bytes of large bodies be in memory together: the others stay with their clients until there is room. It
 * costs no time, since one thread reads them one after the other in any case.
 */
export function createBodyGate({
  roomBytes,
  waitMs = 20 * SECOND_MS,
  readMs = 10 * SECOND_MS,
}: BodyGateOptions): preParsingHookHandler {
  let free = roomBytes;
  const waiting = new Set<Waiting>();

  function admit(): void {
    for (const next of waiting) {
      if (next.bytes > free) return;
      waiting.delete(next);
      free -= next.bytes;
      next.enter();
    }
  }

  return (request, reply, payload, done) => {
    const { 'content-length': declared, 'content-encoding': encoding, 'transfer-encoding': chunked } = request.headers;
    const length = chunked === undefined ? Number(declared ?? 0) : Infinity;
    if (length === 0 || (length <= SMALL_BYTES && encoding === undefined)) return done(null, payload);
    // How much a packed body becomes shows only when it is unpacked.
    const bytes = Math.min(request.routeOptions.bodyLimit, encoding === undefined ? length : Infinity);
    const place: Waiting = { bytes, enter };
    let timer = setTimeout(refuse, waitMs);
    let hasRoom = false;

    function enter(): void {
      hasRoom = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, readMs);
      payload.once('end', () => clearTimeout(timer));
      done(null, payload);
    }
    function refuse(): void {
      waiting.delete(place);
      done(new Overloaded());
    }
    function giveUp(): void {
      reply.header('connection', 'close');
      payload.emit('error', new BodyTooSlow());
    }
    whenOver(reply, () => {
      clearTimeout(timer);
      waiting.delete(place);
      if (hasRoom) free += bytes;
      admit();
    });
    waiting.add(place);
    admit();
  };
}
