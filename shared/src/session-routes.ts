import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { cookieName } from './auth.ts';
import { CrossSite, InvalidKey } from './errors.ts';
import type { RevokedSessions } from './revoked-sessions.ts';
import { failure, Refusal } from './schema.ts';
import { SESSION_MS, type SessionTokens } from './session-token.ts';
import { SECOND_MS } from './time.ts';
import type { KeyGate } from './wrong-keys.ts';

/** Anyone may send this: room for the longest key, and no more. */
const BODY_LIMIT = 4096;

export interface SessionRoutesOptions {
  service: string;
  gate: KeyGate;
  tokens: SessionTokens;
  revoked: RevokedSessions;
}

/** Sign-in and sign-out of browsers. */
export const sessionRoutes: FastifyPluginAsyncZod<SessionRoutesOptions> = async (app, options) => {
  const { gate, tokens, revoked } = options;
  const name = cookieName(options.service);

  app.post(
    '/api/session',
    {
      config: { access: 'public' },
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Sign a browser in',
        description:
          'Sets a cookie that stands for the key for 30 days. After five wrong keys from one address within a minute, no key is looked at for a while.',
        body: z.object({ api_key: z.string().describe('`API_KEY`; the one that may only post data cannot sign in') }),
        response: {
          204: z.null(),
          401: failure(new InvalidKey().message),
          403: failure(new CrossSite().message),
          429: Refusal,
        },
      },
    },
    async (request, reply) => {
      // Else any page on the web could use up the guesses of its visitors' addresses.
      if (isFromOtherSite(request)) throw new CrossSite();
      if (!gate.admitToSignIn(request.body.api_key, request.ip)) throw new InvalidKey();
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

/** Whether a browser says that a page of somebody else sends this; https://www.w3.org/TR/fetch-metadata/ */
function isFromOtherSite({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return (site === 'cross-site' || site === 'same-site') && !headers['x-requested-with'];
}
