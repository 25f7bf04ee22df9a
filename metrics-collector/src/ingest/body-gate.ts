import type { preParsingHookHandler } from 'fastify';

/** Bodies up to here are read at once. */
const SMALL_BYTES = 64 * 1024;

/**
 * Lets only so many bytes of large bodies be in memory together: the others stay with their clients until there is room. It
 * costs no time, since one thread reads them one after the other in any case.
 *
 * @param roomBytes at least one body's limit
 */
export function createBodyGate(roomBytes: number): preParsingHookHandler {
  let free = roomBytes;
  const waiting: { bytes: number; enter: () => void }[] = [];

  function admit(): void {
    for (let next = waiting[0]; next && next.bytes <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.bytes;
      next.enter();
    }
  }

  return (request, reply, payload, done) => {
    const length = Number(request.headers['content-length'] ?? Infinity);
    const isPacked = request.headers['content-encoding'] !== undefined;
    if (length <= SMALL_BYTES && !isPacked) return done(null, payload);
    const bytes = Math.min(request.routeOptions.bodyLimit, isPacked ? Infinity : length);
    let isIn = false;
    reply.raw.once('close', () => {
      const place = waiting.findIndex(({ enter: other }) => other === enter);
      if (place !== -1) waiting.splice(place, 1);
      if (isIn) free += bytes;
      admit();
    });
    function enter(): void {
      isIn = true;
      done(null, payload);
    }
    waiting.push({ bytes, enter });
    admit();
  };
}
