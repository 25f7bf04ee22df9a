import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService, type ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, dockerFolderOf, MAIN, type Listed } from '../start.ts';

/** The log viewer's process on a folder of its own, which can end and start again. */
export interface Restartable {
  docker: ReturnType<typeof dockerFolderOf>;
  folder: string;
  /** The process that runs now, or ran last. */
  service: () => ServiceProcess;
  /** Starts it again; does not wait until it is healthy. */
  start: () => ServiceProcess;
  /** Everything that is stored, oldest first. */
  found: (query?: Record<string, string>) => Promise<Listed[]>;
  /** Waits until one of a container's newest entries ends like this; gives up in the end, for the comparison to tell. */
  caughtUp: (container: string, end: string) => Promise<void>;
  /** Waits until so many entries are stored; gives up likewise. */
  counted: (count: number) => Promise<void>;
}

/** Long enough for a busy machine; nothing waits this long when all is well. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;
const COMPILED = join(tmpdir(), 'monlight-compiled');

/** Starts the log viewer as a process, on a temporary folder. */
export async function startRestartable(t: TestContext, env: Record<string, string> = {}): Promise<Restartable> {
  const folder = temporaryFolder(t);
  const docker = dockerFolderOf(folder);
  const settings = {
    API_KEY,
    RATE_LIMIT: '0',
    LOG_SOURCES: docker.path,
    DATABASE_PATH: join(folder, 'logs.db'),
    PORT: String(await freePort()),
    // Compiled code is kept between starts: a test of many starts is mostly that.
    NODE_COMPILE_CACHE: COMPILED,
    ...env,
  };
  let service = spawnService(t, MAIN, settings);
  await service.healthy();

  async function get(path: string, query: Record<string, string>): Promise<any> {
    const url = `${service.url}${path}?${new URLSearchParams(query).toString()}`;
    const { status, body } = await request(url, 'GET', undefined, { 'x-api-key': API_KEY });
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body;
  }

  return {
    docker,
    folder,
    service: () => service,
    start: () => {
      service = spawnService(t, MAIN, settings);
      return service;
    },
    found: async (query = {}) => {
      const text = (await get('/api/logs/export', { format: 'ndjson', ...query })) as string;
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Listed);
    },
    caughtUp: (container, end) =>
      patiently(async () => {
        const { logs } = (await get('/api/logs', { container, limit: '20' })) as { logs: Listed[] };
        return logs.some(({ message }) => message.endsWith(end));
      }),
    counted: (count) => patiently(async () => (await get('/health', {})).logs_indexed >= count),
  };
}

async function patiently(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(LOOK_EVERY_MS)) if (await isSo()) return;
}
