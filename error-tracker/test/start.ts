import type { TestContext } from 'node:test';
import type { Answer } from '@monlight/shared/testing/request';
import { startService, type StartedService, type StartOptions } from '@monlight/shared/testing/start-service';
import { service } from '../src/service.ts';

export { API_KEY, INGEST_KEY, type StartOptions } from '@monlight/shared/testing/start-service';

/** The service's process, for tests that start it as a whole. */
export const MAIN = new URL('../src/main.ts', import.meta.url);

export interface ErrorTracker extends StartedService {
  /** Posts a report over the defaults of `report()`. */
  send: (fields?: Record<string, unknown>) => Promise<Answer>;
}

/** A report that is valid as it is. */
export function report(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    project: 'shop',
    exception_type: 'ValueError',
    message: 'no such item',
    traceback:
      'Traceback (most recent call last):\n  File "/app/cart.py", line 12, in add\n    raise ValueError\nValueError: no such item',
    ...fields,
  };
}

/** The error tracker on a temporary database, listening on a free port; stopped when the test ends. */
export async function startErrorTracker(t: TestContext, options: StartOptions = {}): Promise<ErrorTracker> {
  const started = await startService(t, service, new URL('../src/', import.meta.url), options);
  return { ...started, send: (fields) => started.call('POST', '/api/errors', report(fields)) };
}
