import type { FastifyInstance } from 'fastify';
import { RateLimited } from './errors.ts';
import { createSlidingWindow } from './sliding-window.ts';
import { MINUTE_MS, SECOND_MS, type Clock } from './time.ts';

/** Requests per minute of one signed-in browser: its pages ask for several things at once. */
export const BROWSER_LIMIT = 600;

/** Limits each key and each browser session on its own. Public routes have no credential and are not counted. */
export function registerRateLimit(app: FastifyInstance, { perKey, now }: { perKey: number; now: Clock }): void {
  if (perKey === 0) return;
  const requests = createSlidingWindow(MINUTE_MS, now);

  app.addHook('onRequest', (request, reply, done) => {
    const { credential } = request;
    if (!credential) return done();
    const max = credential.kind === 'session' ? BROWSER_LIMIT : perKey;
    const { isAllowed, remaining, resetMs } = requests.hit(credential.id, max);
    const reset = Math.ceil(resetMs / SECOND_MS);
    reply.header('ratelimit-limit', max).header('ratelimit-remaining', remaining).header('ratelimit-reset', reset);
    done(isAllowed ? undefined : new RateLimited(reset));
  });
}
