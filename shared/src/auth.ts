import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CrossSite, IngestKeyOnly, InvalidKey } from './errors.ts';
import type { KeyKind } from './keys.ts';
import type { SessionTokens } from './session-token.ts';
import type { RevokedSessions } from './revoked-sessions.ts';
import type { KeyGate } from './wrong-keys.ts';

/** Who may call a route: anyone, also the ingest key, or (where a route says nothing) only the full key and signed-in browsers. */
export type Access = 'public' | 'ingest';

/** What a request has shown of itself. */
export type Credential = { kind: KeyKind; id: KeyKind } | { kind: 'session'; id: string; expiresAt: number };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Null on public routes. */
    credential: Credential | null;
  }
}

export interface AuthOptions {
  service: string;
  gate: KeyGate;
  tokens: SessionTokens;
  revoked: RevokedSessions;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const CREDENTIALS: Record<KeyKind, Credential> = {
  full: { kind: 'full', id: 'full' },
  ingest: { kind: 'ingest', id: 'ingest' },
};

/** Cookies know no ports, so three services on one host need three names. */
export function cookieName(service: string): string {
  return `monlight_${service.replaceAll('-', '_')}`;
}

/**
 * Lets through who may, and answers 401 or 403 to the others, or 429 after many wrong keys, before anything else is
 * looked at.
 *
 * @returns whether a request comes from a signed-in browser, for routes that are public
 */
export async function registerAuth(
  app: FastifyInstance,
  options: AuthOptions,
): Promise<(request: FastifyRequest) => boolean> {
  const name = cookieName(options.service);

  function readSession(request: FastifyRequest): Credential | null {
    const { cookie: header } = request.headers;
    const token = header && app.parseCookie(header)[name];
    const session = token ? options.tokens.read(token) : null;
    return session && !options.revoked.has(session.id) ? { kind: 'session', ...session } : null;
  }

  function identify(request: FastifyRequest): Credential | null {
    const presented = presentedKey(request);
    if (presented === undefined) return readSession(request);
    const kind = options.gate.admit(presented, request.ip);
    return kind && CREDENTIALS[kind];
  }

  // Programs have no cookies, so they are parsed only where they are asked for.
  await app.register(cookie, { hook: false });
  app.decorateRequest('credential', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config;
    if (access === 'public') return done();
    let credential: Credential | null;
    try {
      credential = identify(request);
    } catch (error) {
      return done(error as Error);
    }
    if (!credential) return done(new InvalidKey());
    if (credential.kind === 'ingest' && access !== 'ingest') return done(new IngestKeyOnly());
    if (credential.kind === 'session' && !SAFE_METHODS.has(request.method) && !request.headers['x-requested-with']) {
      return done(new CrossSite());
    }
    request.credential = credential;
    done();
  });
  return (request) => readSession(request) !== null;
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string') return key;
  return /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
}
