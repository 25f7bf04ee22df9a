import type { preParsingHookHandler } from 'fastify';
import { BodyTooSlow, Overloaded } from './errors.ts';
import type { Limits } from './limits.ts';
import { whenOver } from './over.ts';

/** Bodies up to here are read at once. */
const SMALL_BYTES = 16 * 1024;

interface Waiting {
  bytes: number;
  enter: () => void;
}

/**
 * Lets only so many bytes of large bodies be in memory together: the others stay with their clients until there is room. It
 * costs no time, since one thread reads them one after the other in any case.
 */
export function createBodyGate(
  limits: Pick<Limits, 'bodyRoomBytes' | 'bodyWaitMs' | 'bodyReadMs'>,
): preParsingHookHandler {
  let free = limits.bodyRoomBytes;
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
    let timer = setTimeout(refuse, limits.bodyWaitMs);
    let hasRoom = false;

    function enter(): void {
      hasRoom = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, limits.bodyReadMs);
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
