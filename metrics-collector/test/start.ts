import type { TestContext } from 'node:test';
import type { Answer } from '@monlight/shared/testing/request';
import { startService, type StartedService, type StartOptions } from '@monlight/shared/testing/start-service';
import { service } from '../src/service.ts';

export { API_KEY, INGEST_KEY, type StartOptions } from '@monlight/shared/testing/start-service';

/** The service's process, for tests that start it as a whole. */
export const MAIN = new URL('../src/main.ts', import.meta.url);

export interface MetricsCollector extends StartedService {
  /** Posts points. */
  send: (points: readonly Record<string, unknown>[]) => Promise<Answer>;
}

/** The metrics collector on a temporary database, listening on a free port; stopped when the test ends. */
export async function startMetricsCollector(t: TestContext, options: StartOptions = {}): Promise<MetricsCollector> {
  const started = await startService(t, service, new URL('../src/', import.meta.url), options);
  return { ...started, send: (points) => started.call('POST', '/api/metrics', { metrics: points }) };
}
