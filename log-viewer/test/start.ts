import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig, type Environment } from '@monlight/shared/config';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase, type Database } from '@monlight/shared/sqlite';
import { collectLog, type LogLine } from '@monlight/shared/testing/log-lines';
import { request, type Answer } from '@monlight/shared/testing/request';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import type { Clock } from '@monlight/shared/time';
import { buildApp, type AppOptions } from '../src/app.ts';
import { SERVICE, settings } from '../src/config.ts';
import { createDockerFolder } from './docker-folder.ts';

export const API_KEY = 'full-key-0123456789';

/** The service's process, for tests that start it as a whole. */
export const MAIN = new URL('../src/main.ts', import.meta.url);

export interface StartOptions {
  env?: Environment;
  now?: Clock;
  /** Folder of the database and of Docker's containers, to start on what an earlier start left behind. */
  folder?: string;
  tailTimes?: AppOptions['tailTimes'];
}

export interface LogViewer {
  url: string;
  apiKey: string;
  db: Database;
  folder: string;
  /** Prints into the logs that are followed. */
  docker: ReturnType<typeof createDockerFolder>;
  log: LogLine[];
  /** Sends a request with the full key. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** The entries that `GET /api/logs` lists, oldest first. */
  entries: (query?: Record<string, string>) => Promise<Listed[]>;
  /** Waits until so many entries are stored. */
  stored: (count: number) => Promise<void>;
  stop: () => Promise<void>;
}

/** An entry as the API lists it. */
export interface Listed {
  id: number;
  timestamp: string;
  container: string;
  stream: string;
  level: string;
  message: string;
}

/** The folder that a log viewer which is started on `folder` follows. */
export function dockerFolderOf(folder: string) {
  return createDockerFolder(join(folder, 'containers'));
}

/** The log viewer on a temporary database and Docker folder, listening on a free port; stopped when the test ends. */
export async function startLogViewer(t: TestContext, options: StartOptions = {}): Promise<LogViewer> {
  const folder = options.folder ?? temporaryFolder(t);
  const docker = dockerFolderOf(folder);
  const path = join(folder, 'logs.db');
  const env = { API_KEY, RATE_LIMIT: '0', LOG_SOURCES: docker.path, DATABASE_PATH: path, ...options.env };
  const config = readConfig(settings, env);
  const { log, lines } = collectLog(SERVICE);
  const db = openDatabase({
    path,
    applicationId: 0x4d4c6c76,
    migrations: loadMigrations(new URL('../src/store/migrations/', import.meta.url)),
  });
  const { app, close } = await buildApp({
    config,
    db,
    log,
    ui: new URL('../ui/dist/', import.meta.url),
    ...(options.now && { now: options.now }),
    ...(options.tailTimes && { tailTimes: options.tailTimes }),
  });
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

  const call: LogViewer['call'] = async (method, query, body, headers = {}) => {
    const answer = await request(`${url}${query}`, method, body, { 'x-api-key': API_KEY, ...headers });
    // What went wrong inside is only in the log.
    if (answer.status === 500) t.diagnostic(JSON.stringify(lines.filter(({ level }) => level === 'ERROR')));
    return answer;
  };
  return {
    url,
    apiKey: API_KEY,
    db,
    folder,
    docker,
    log: lines,
    call,
    entries: async (query = {}) => {
      const answer = await call('GET', `/api/logs?${new URLSearchParams({ limit: '500', ...query }).toString()}`);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.detail}`);
      return (answer.body.logs as Listed[]).toReversed();
    },
    stored: async (count) => {
      const end = Date.now() + STORED_WITHIN_MS;
      for (;;) {
        const { body } = await call('GET', '/health');
        if (body.logs_indexed >= count) return;
        if (Date.now() > end) throw new Error(`${body.logs_indexed} entries are stored, not ${count}`);
        await delay(10);
      }
    },
    stop,
  };
}

const STORED_WITHIN_MS = 10_000;
