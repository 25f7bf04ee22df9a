export { setContext, withContext, type ErrorContext } from './context.ts';
export { ErrorClient } from './error-client.ts';
export { MetricsClient } from './metrics-client.ts';
export type { Labels } from './metrics/point.ts';
export type { ClientOptions, ErrorClientOptions, MetricsClientOptions, ReportOptions } from './options.ts';
export { installProcessHandlers } from './process-handlers.ts';
export type { Plain } from './report/plain.ts';
export type { Report } from './report/report.ts';
export { setupMonlight, type Monlight, type SetupOptions } from './setup.ts';
