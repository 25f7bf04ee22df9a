import type { Report } from './report/report.ts';

/** What both clients need to know. */
export interface ClientOptions {
  /**
   * Address of the service, with the path below which a proxy serves it.
   * @example 'http://localhost:5010'
   */
  baseUrl: string;
  /** The service's `INGEST_API_KEY`; its `API_KEY` may do more than is needed here. */
  apiKey: string;
  /**
   * ms for one attempt, and in all for a `reportError` that is awaited.
   * @default 5000
   */
  timeout?: number | undefined;
  /**
   * Reports or points that wait at most; the oldest are dropped.
   * @default 100 reports, 10000 points
   */
  maxQueued?: number | undefined;
  /**
   * Takes the one line a minute that says what was lost, and why.
   * @default console.warn
   */
  log?: ((line: string) => void) | undefined;
}

/** What is told of errors, and what is not. */
export interface ReportOptions {
  /**
   * The application's name.
   * @default 'default'
   */
  project?: string | undefined;
  /**
   * Where it runs.
   * @default 'prod'
   */
  environment?: string | undefined;
  /**
   * Headers to leave out, beside those that always are.
   * @default []
   */
  excludedHeaders?: readonly string[] | undefined;
  /**
   * Further names whose values are secret: in headers, queries and `extra`.
   * @default []
   * @example ['birthday', 'taxId']
   */
  scrubKeys?: readonly string[] | undefined;
  /**
   * Share of the errors that are reported, from 0 to 1.
   * @default 1
   */
  sampleRate?: number | undefined;
  /**
   * The last look at a report: return it, changed or not, or null to keep it. When it throws, the report is sent as it was.
   * @example (report) => (report.exceptionType === 'AbortError' ? null : report)
   */
  beforeSend?: ((report: Report) => Report | null) | undefined;
}

/** Options of an `ErrorClient`. */
export interface ErrorClientOptions extends ClientOptions, ReportOptions {}

/** Options of a `MetricsClient`. */
export interface MetricsClientOptions extends ClientOptions {
  /**
   * ms between two deliveries.
   * @default 10000
   */
  flushInterval?: number | undefined;
}

/** What stands for an option that is not given. */
export const errorDefaults = {
  project: 'default',
  environment: 'prod',
  timeout: 5000,
  maxQueued: 100,
  excludedHeaders: [] as readonly string[],
  scrubKeys: [] as readonly string[],
  sampleRate: 1,
};

/** What stands for an option that is not given. */
export const metricsDefaults = { flushInterval: 10_000, timeout: 5000, maxQueued: 10_000 };

/** Options over their defaults; one that is undefined is one that is not given. */
export function withDefaults<O extends object, D extends object>(options: O | undefined, defaults: D): O & D {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...Object.fromEntries(given) } as O & D;
}
