import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ZodRawShape } from 'zod';
import { readConfig, type Environment } from '../src/config.ts';
import { openService, type Service } from '../src/lifecycle.ts';
import type { Database } from '../src/sqlite.ts';
import type { Clock } from '../src/time.ts';
import { collectLog, type LogLine } from './log-lines.ts';
import { request, type Answer } from './request.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const API_KEY = 'full-key-0123456789';
export const INGEST_KEY = 'ingest-key-0123456789';

export interface StartOptions {
  env?: Environment;
  now?: Clock;
  /** Folder of the database, to start on what an earlier start left behind. */
  folder?: string;
}

export interface StartedService {
  url: string;
  apiKey: string;
  db: Database;
  folder: string;
  log: LogLine[];
  /** Sends a request with the full key; `body` goes as JSON, a string as it is. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  stop: () => Promise<void>;
}

/** A service on a temporary database, listening on a free port; stopped when the test ends. */
export async function startService<S extends ZodRawShape>(
  t: TestContext,
  service: Service<S>,
  source: URL,
  { env = {}, now, folder = temporaryFolder(t) }: StartOptions = {},
): Promise<StartedService> {
  const { log, lines } = collectLog(service.name);
  const config = readConfig(service.settings, {
    API_KEY,
    INGEST_API_KEY: INGEST_KEY,
    RATE_LIMIT: '0',
    DATABASE_PATH: join(folder, `${service.name}.db`),
    ...env,
  });
  const { app, db, close } = await openService(service, { folder: source, config, log, ...(now && { now }) });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  let isStopped = false;
  async function stop(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    await app.close();
    await close();
  }
  t.after(stop);

  return {
    url,
    apiKey: API_KEY,
    db,
    folder,
    log: lines,
    call: async (method, path, body, headers = {}) => {
      const answer = await request(`${url}${path}`, method, body, { 'x-api-key': API_KEY, ...headers });
      // What went wrong inside is only in the log.
      if (answer.status === 500) t.diagnostic(JSON.stringify(lines.filter(({ level }) => level === 'ERROR')));
      return answer;
    },
    stop,
  };
}
