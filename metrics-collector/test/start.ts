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

export interface MetricsCollector {
  url: string;
  apiKey: string;
  db: Database;
  folder: string;
  log: LogLine[];
  /** Sends a request with the full key; `body` goes as JSON, a string as it is. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Posts points. */
  send: (points: readonly Record<string, unknown>[]) => Promise<Answer>;
  stop: () => Promise<void>;
}

/** The metrics collector on a temporary database, listening on a free port; stopped when the test ends. */
export async function startMetricsCollector(t: TestContext, options: StartOptions = {}): Promise<MetricsCollector> {
  const folder = options.folder ?? temporaryFolder(t);
  const path = join(folder, 'metrics.db');
  const env = { API_KEY, INGEST_API_KEY: INGEST_KEY, RATE_LIMIT: '0', DATABASE_PATH: path, ...options.env };
  const config = readConfig(settings, env);
  const { log, lines } = collectLog(SERVICE);
  const db = openDatabase({
    path,
    applicationId: 0x4d4c6d63,
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

  const call: MetricsCollector['call'] = (method, query, body, headers = {}) =>
    request(`${url}${query}`, method, body, { 'x-api-key': API_KEY, ...headers });
  return {
    url,
    apiKey: API_KEY,
    db,
    folder,
    log: lines,
    call,
    send: (points) => call('POST', '/api/metrics', { metrics: points }),
    stop,
  };
}
