import createError from '@fastify/error';

/** Errors that every service answers, with their wording; the code is for logs and tests, clients see status and detail. */
export const InvalidKey = createError('INVALID_KEY', 'Invalid API key', 401);
export const IngestKeyOnly = createError('INGEST_KEY_ONLY', 'This API key may only post data', 403);
export const CrossSite = createError(
  'CROSS_SITE',
  'Requests that change something need the header X-Requested-With',
  403,
);
export const NotFound = createError('NOT_FOUND', 'Not found', 404);
export const MethodNotAllowed = createError<[string, string]>(
  'METHOD_NOT_ALLOWED',
  'Method %s is not allowed here, only %s',
  405,
);
export const BodyTooLarge = createError('BODY_TOO_LARGE', 'Request body exceeds maximum size', 413);
export const BodyTooSlow = createError('BODY_TOO_SLOW', 'Request was not complete in time', 408);
export const UnknownEncoding = createError<[string]>(
  'UNKNOWN_ENCODING',
  "Content-Encoding '%s' is not supported, expected gzip or identity",
  415,
);
export const InvalidJson = createError('INVALID_JSON', 'Invalid JSON', 400);
export const NotUtf8 = createError('NOT_UTF8', 'Request body must be UTF-8', 400);
export const BadGzip = createError('BAD_GZIP', 'Request body is not valid gzip', 400);
/** Nobody reads it: what was asked for is not worth its end any more. */
export const ClientGone = createError('CLIENT_GONE', 'The client is gone', 499);
export const InvalidInput = createError<[string]>('INVALID_INPUT', '%s', 400);

/** An error of one place only: status and the sentence that the client reads. */
export function httpError(status: number, detail: string): Error & { statusCode: number } {
  return Object.assign(new Error(detail), { statusCode: status });
}

/** 503 for what comes in beyond what gets done. */
export class Overloaded extends Error {
  readonly statusCode = 503;
  /** Whole seconds. */
  readonly retryAfter = 1;

  constructor() {
    super('Too many requests at once');
  }
}

/** 429 with what the client needs in order to wait. */
export class RateLimited extends Error {
  readonly statusCode = 429;
  readonly retryAfter: number;

  /** @param retryAfter whole seconds */
  constructor(retryAfter: number, message = 'Rate limit exceeded') {
    super(message);
    this.retryAfter = retryAfter;
  }
}
