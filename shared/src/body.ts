import { isUtf8 } from 'node:buffer';
import { gunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { BadGzip, BodyTooLarge, NotUtf8, UnknownEncoding } from './errors.ts';
import { parseJson } from './json.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route gets the body's bytes, decompressed and known to be UTF-8, and reads them itself. */
    takesBytes?: boolean;
  }
}

/** Reads every body as JSON, whatever its `Content-Type`, plain or gzip, up to the route's `bodyLimit` once decoded. */
export function registerBody(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify refuses a malformed type before a parser sees it.
    request.headers['content-type'] = undefined;
    // Fastify's null could not be told from the JSON `null`.
    request.body = undefined;
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const parse = (decoded: Buffer): void => {
      if (!isUtf8(decoded)) return done(new NotUtf8());
      if (request.routeOptions.config.takesBytes) return done(null, decoded);
      try {
        done(null, parseJson(decoded));
      } catch (error) {
        done(error as Error);
      }
    };
    // Routes that take a body say so; the others do not mind an empty one.
    if (body.length === 0) return done(null, undefined);
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
    if (encoding === 'identity') return parse(body);
    if (encoding !== 'gzip' && encoding !== 'x-gzip') return done(new UnknownEncoding(encoding));
    gunzip(body, { maxOutputLength: request.routeOptions.bodyLimit }, (error, decoded) => {
      if (!error) return parse(decoded);
      done((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? new BodyTooLarge() : new BadGzip());
    });
  });
}
