import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startService,
  type StartedService,
  type StartOptions as ServiceOptions,
} from '@monlight/shared/testing/start-service';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import type { TailTimes } from '../src/query/tail/routes.ts';
import { buildApp } from '../src/app.ts';
import { service } from '../src/service.ts';
import { createDockerFolder } from './docker-folder.ts';

export { API_KEY } from '@monlight/shared/testing/start-service';

/** The service's process, for tests that start it as a whole. */
export const MAIN = new URL('../src/main.ts', import.meta.url);

/** `folder` is that of the database and of Docker's containers. */
export interface StartOptions extends ServiceOptions {
  tailTimes?: TailTimes;
}

export interface LogViewer extends StartedService {
  /** Prints into the logs that are followed. */
  docker: ReturnType<typeof createDockerFolder>;
  /** The entries that `GET /api/logs` lists, oldest first. */
  entries: (query?: Record<string, string>) => Promise<Listed[]>;
  /** Waits until so many entries are stored. */
  stored: (count: number) => Promise<void>;
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
  const { folder = temporaryFolder(t), tailTimes = {}, env, ...rest } = options;
  const docker = dockerFolderOf(folder);
  const patient = {
    ...service,
    buildApp: (given: Parameters<typeof buildApp>[0]) => buildApp({ ...given, tailTimes }),
  };
  const started = await startService(t, patient, new URL('../src/', import.meta.url), {
    ...rest,
    folder,
    env: { LOG_SOURCES: docker.path, ...env },
  });
  const { call } = started;
  return {
    ...started,
    docker,
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
  };
}

const STORED_WITHIN_MS = 10_000;
