import autocannon from 'autocannon';

/** One kind of request, sent over and over. */
export interface Load {
  /** What tells it from others of the same path. */
  title?: string;
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  /** Makes the body of each request; `n` counts from 0. */
  body?: (n: number) => string;
  /** @default 16 */
  connections?: number;
}

export interface Figures {
  /** Requests answered per second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  max: number;
}

/** Figures of as many requests as were answered. */
export interface Measured extends Figures {
  answered: number;
}

export const CONNECTIONS = 16;

/**
 * Sends `load` as fast as it is answered for some seconds.
 *
 * @throws Error when any answer is not 2xx, or takes longer than ten seconds: a fast refusal is not speed.
 */
export async function measure(url: string, load: Load, seconds: number): Promise<Measured> {
  let sent = 0;
  const { body } = load;
  const result = await autocannon({
    url: `${url}${load.path}`,
    method: load.method,
    connections: load.connections ?? CONNECTIONS,
    duration: seconds,
    headers: load.headers ?? {},
    ...(body && {
      requests: [{ setupRequest: (request) => ({ ...request, body: body(sent++) }) }],
    }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${load.method} ${load.path}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  }
  const { p50, p99, max } = result.latency;
  return { rate: result.requests.total / result.duration, answered: result.requests.total, p50, p99, max };
}
