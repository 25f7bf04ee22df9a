import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { cookieName } from './auth.ts';
import { InvalidKey, RateLimited } from './errors.ts';
import { createKeyCheck } from './keys.ts';
import type { RevokedSessions } from './revoked-sessions.ts';
import { failure } from './schema.ts';
import { SESSION_MS, type SessionTokens } from './session-token.ts';
import { createSlidingWindow } from './sliding-window.ts';
import { MINUTE_MS, SECOND_MS, type Clock } from './time.ts';

/** Wrong keys a minute from one address before it has to wait. */
const WRONG_KEYS = 5;
const TOO_MANY = 'Too many wrong keys';

export interface SessionRoutesOptions {
  service: string;
  apiKey: string;
  tokens: SessionTokens;
  revoked: RevokedSessions;
  now: Clock;
}

/** Sign-in and sign-out of browsers. */
export const sessionRoutes: FastifyPluginAsyncZod<SessionRoutesOptions> = async (app, options) => {
  const { tokens, revoked } = options;
  const name = cookieName(options.service);
  const checkKey = createKeyCheck(options.apiKey, undefined);
  const wrongKeys = createSlidingWindow(MINUTE_MS, options.now);

  app.post(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Sign a browser in',
        description:
          'Sets a cookie that stands for the key for 30 days. After five wrong keys from one address within a minute, no key is looked at for a while.',
        body: z.object({ api_key: z.string().describe('`API_KEY`; the one that may only post data cannot sign in') }),
        response: { 204: z.null(), 401: failure(new InvalidKey().message), 429: failure(TOO_MANY) },
      },
    },
    async (request, reply) => {
      // Looked at before the key: who has to wait does not learn whether a further guess was right.
      const { isAllowed, resetMs } = wrongKeys.peek(request.ip, WRONG_KEYS);
      if (!isAllowed) throw new RateLimited(Math.ceil(resetMs / SECOND_MS), TOO_MANY);
      if (checkKey(request.body.api_key) === null) {
        wrongKeys.hit(request.ip, WRONG_KEYS);
        throw new InvalidKey();
      }
      const cookie = { httpOnly: true, sameSite: 'strict', path: '/', secure: request.protocol === 'https' } as const;
      return reply
        .setCookie(name, tokens.issue(), { ...cookie, maxAge: SESSION_MS / SECOND_MS })
        .code(204)
        .send(null);
    },
  );

  app.delete(
    '/api/session',
    {
      schema: {
        summary: 'Sign this browser out',
        description: 'The cookie is worth nothing from then on, wherever it was copied to.',
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { credential } = request;
      if (credential?.kind === 'session') revoked.add(credential.id, credential.expiresAt);
      return reply.clearCookie(name, { path: '/' }).code(204).send(null);
    },
  );
};
