import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { readConfig, type Environment } from '@monlight/shared/config';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase, type Database } from '@monlight/shared/sqlite';
import { collectLog, type LogLine } from '@monlight/shared/testing/log-lines';
import { request, type Answer } from '@monlight/shared/testing/request';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import type { Clock } from '@monlight/shared/time';
import { buildApp } from '../src/app.ts';
import { SERVICE, settings } from '../src/config.ts';

export const API_KEY = 'full-key-0123456789';
export const INGEST_KEY = 'ingest-key-0123456789';

/** The service's process, for tests that start it as a whole. */
export const MAIN = new URL('../src/main.ts', import.meta.url);

export interface StartOptions {
  env?: Environment;
  now?: Clock;
  /** Folder of the database, to start on one that an earlier start left behind. */
  folder?: string;
}

export interface ErrorTracker {
  url: string;
  apiKey: string;
  db: Database;
  folder: string;
  log: LogLine[];
  /** Sends a request with the full key; `body` goes as JSON, a string as it is. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Posts a report over the defaults of `report()`. */
  send: (fields?: Record<string, unknown>) => Promise<Answer>;
  stop: () => Promise<void>;
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
  const folder = options.folder ?? temporaryFolder(t);
  const config = readConfig(settings, { API_KEY, INGEST_API_KEY: INGEST_KEY, RATE_LIMIT: '0', ...options.env });
  const { log, lines } = collectLog(SERVICE);
  const db = openDatabase({
    path: join(folder, 'errors.db'),
    applicationId: 0x4d4c6572,
    migrations: loadMigrations(new URL('../src/store/migrations/', import.meta.url)),
  });
  const ui = new URL('../ui/dist/', import.meta.url);
  const { app, close } = await buildApp({ config, db, log, ui, ...(options.now && { now: options.now }) });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  let isStopped = false;
  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    await app.close();
    await close();
    closeDatabase(db);
  }
  t.after(stop);

  const call: ErrorTracker['call'] = (method, path, body, headers = {}) =>
    request(`${url}${path}`, method, body, { 'x-api-key': API_KEY, ...headers });
  return {
    url,
    apiKey: API_KEY,
    db,
    folder,
    log: lines,
    call,
    send: (fields) => call('POST', '/api/errors', report(fields)),
    stop,
  };
}
