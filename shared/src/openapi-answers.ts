import {
  BodyTooLarge,
  CrossSite,
  IngestKeyOnly,
  InvalidKey,
  MethodNotAllowed,
  NotFound,
  Overloaded,
  RateLimited,
  UnknownEncoding,
} from './errors.ts';

/** What is read here of an operation in an OpenAPI description. */
export interface Operation {
  /** Empty for what needs no key. */
  security?: readonly Record<string, unknown>[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

/** Who may call an operation: the names of the ways to prove it, each of which is enough. */
export const SECURITY = {
  public: [],
  ingest: [{ key: [] }, { bearer: [] }, { ingestKey: [] }],
  full: [{ key: [] }, { bearer: [] }],
};

/** The keys that OpenAPI's `components.securitySchemes` knows. */
export const SECURITY_SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: '`API_KEY`' },
  bearer: { type: 'http', scheme: 'bearer', description: '`API_KEY`' },
  ingestKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: '`INGEST_API_KEY`' },
} as const;

const limited = new RateLimited(42);

/** Errors that any operation may answer, by status, as OpenAPI's `components.responses`. */
export const COMMON_ANSWERS = {
  401: describe('No key, or a wrong one', { detail: new InvalidKey().message }),
  403: describe(
    'Not with this key, or not without `X-Requested-With`',
    {
      detail: new IngestKeyOnly().message,
    },
    { detail: new CrossSite().message },
  ),
  404: describe('No such path', { detail: new NotFound().message }),
  405: describe('Another method; `Allow` names those that there are', {
    detail: new MethodNotAllowed('PUT', 'GET, HEAD').message,
  }),
  413: describe('The body is too large once it is decompressed', { detail: new BodyTooLarge().message }),
  415: describe('The body is compressed in an unknown way', { detail: new UnknownEncoding('br').message }),
  429: describe('Too many requests within a minute; `Retry-After` and `retry_after` are seconds', {
    detail: limited.message,
    retry_after: limited.retryAfter,
  }),
  503: describe(
    'Too much at once, or the database cannot be used; `Retry-After` says when to try again',
    { detail: new Overloaded().message },
    { detail: 'The database cannot be used: database or disk is full' },
  ),
};

/** The statuses of `COMMON_ANSWERS` that one operation may answer beside its own, with a reference to each. */
export function commonAnswers({ security = SECURITY.full, requestBody }: Operation): Record<string, { $ref: string }> {
  const isPublic = security.length === 0;
  const takesIngestKey = security.some((way) => 'ingestKey' in way);
  const statuses = [
    ...(isPublic ? [] : [401, 429]),
    ...(isPublic || takesIngestKey ? [] : [403]),
    ...(requestBody === undefined ? [] : [413, 415]),
    503,
  ];
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));
}

function describe(description: string, ...bodies: { detail: string; retry_after?: number }[]) {
  return {
    description,
    content: {
      'application/json': {
        schema: { type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] },
        examples: Object.fromEntries(bodies.map((value, index) => [`example${index + 1}`, { value }])),
      },
    },
  };
}
