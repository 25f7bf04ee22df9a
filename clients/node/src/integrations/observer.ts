import type { ErrorContext } from '../context.ts';
import type { ErrorClient } from '../error-client.ts';
import type { MetricsClient } from '../metrics-client.ts';

/** Where an integration takes what it sees. */
export interface Observer {
  errorClient: ErrorClient | undefined;
  metricsClient: MetricsClient | undefined;
  getUser: (request: unknown) => string | number | undefined;
}

/** A request that has been answered, or whose client has gone. */
export interface Observed {
  method: string;
  /** The route's template; undefined where no route fits. */
  endpoint: string | undefined;
  status: number;
  seconds: number;
}

/** More come from a template that is none, as a mounted router's can be; they would be a series each. */
const MAX_ENDPOINTS = 500;
const UNMATCHED = '<unmatched>';
const OTHER = '<other>';
/** What nginx logs when a client leaves before the answer. */
export const CLIENT_LEFT = 499;

/** Counts and times requests under the names that the metrics collector's overview reads. */
export function createMeasure(metricsClient: MetricsClient | undefined): (observed: Observed) => void {
  const endpoints = new Set([UNMATCHED]);

  function labelOf(endpoint: string = UNMATCHED): string {
    if (endpoints.size >= MAX_ENDPOINTS && !endpoints.has(endpoint)) return OTHER;
    endpoints.add(endpoint);
    return endpoint;
  }

  return ({ method, endpoint, status, seconds }) => {
    const labels = { method, endpoint: labelOf(endpoint), status: String(status) };
    metricsClient?.counter('http_requests_total', labels);
    metricsClient?.histogram('http_request_duration_seconds', seconds, labels);
  };
}

/** What every framework's request has. */
export interface ObservedRequest {
  method: string;
  originalUrl: string;
  protocol: string;
  headers: Record<string, string | string[] | undefined>;
}

/** What a report says about a request. */
export function contextOf(request: ObservedRequest, getUser: Observer['getUser']): ErrorContext {
  const { method, originalUrl, protocol, headers } = request;
  const host = headers['host'] ?? headers[':authority'];
  return {
    requestUrl: host && originalUrl.startsWith('/') ? `${protocol}://${String(host)}${originalUrl}` : originalUrl,
    requestMethod: method,
    requestHeaders: headers,
    userId: userOf(request, getUser),
  };
}

function userOf(request: unknown, getUser: Observer['getUser']): string | number | undefined {
  try {
    const user: unknown = getUser(request);
    return typeof user === 'string' || typeof user === 'number' ? user : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a request wants to become a WebSocket, whose length of life is no duration of an answer. */
export function isUpgrade({ headers }: Pick<ObservedRequest, 'headers'>): boolean {
  return String(headers['upgrade'] ?? '').toLowerCase() === 'websocket';
}
