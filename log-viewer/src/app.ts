import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { startJob } from '@monlight/shared/job';
import type { Logger } from '@monlight/shared/log';
import { requireIntact } from '@monlight/shared/database-guard';
import { createServer, type App } from '@monlight/shared/server';
import type { Database } from '@monlight/shared/sqlite';
import { MINUTE_MS, SECOND_MS, steadyClock, toIsoOrNull, type Clock } from '@monlight/shared/time';
import { SERVICE, type Config } from './config.ts';
import { createContainerFilter } from './ingest/container-filter.ts';
import { createDiscovery } from './ingest/discover.ts';
import { createFollowing } from './ingest/following.ts';
import { findOwnContainer } from './ingest/own-container.ts';
import { watchLogs, type Watch } from './ingest/watch.ts';
import { exportRoutes } from './query/export-routes.ts';
import { presentSources } from './query/present.ts';
import { createLogReader } from './query/reader.ts';
import { queryRoutes } from './query/routes.ts';
import { createLive } from './query/tail/live.ts';
import { tailRoutes, type TailTimes } from './query/tail/routes.ts';
import { createLogStore } from './store/log-store.ts';

export interface AppOptions {
  config: Config;
  db: Database;
  log: Logger;
  /** The built pages. */
  ui: URL;
  now?: Clock;
  tailTimes?: TailTimes;
}

/** Nothing large is ever sent here. */
const BODY_LIMIT = 64 * 1024;
/** Each may hold a piece of an answer, of up to 64 KiB; live tails come on top. */
const MAX_REQUESTS = 28;
/** The reading thread has them, and hands no more answers over than there is room for. */
const QUESTIONS_PER_TURN = 16;
/** Of those behind others on their connections: one read brings a thousand, and each takes some 4 KiB of a heap that is the smallest of all. */
const MAX_WAITING = 1050;
/** What is left of the heap is for answers with long entries. */
const MAX_CONNECTIONS = 180;
const MEBIBYTE = 1024 * 1024;

/** The log viewer around its database. `close` ends background work; the server must be closed before. */
export async function buildApp(options: AppOptions): Promise<{ app: App; close: () => Promise<void> }> {
  const { config, db, log, ui, now = Date.now, tailTimes = {} } = options;
  const { LOG_SOURCES, MAX_ENTRIES, MAX_DATABASE_MB, TAIL_BUFFER } = config;
  const store = createLogStore(db, { maxEntries: MAX_ENTRIES, maxBytes: MAX_DATABASE_MB * MEBIBYTE });
  const live = createLive(store.containers.nameOf, store.lastId);
  const reader = createLogReader(
    { path: config.DATABASE_PATH, maxEntries: MAX_ENTRIES },
    // Another file may have that name by now.
    () => requireIntact(db),
  );
  const own = findOwnContainer({
    mountinfo: readIfThere('/proc/self/mountinfo'),
    cgroup: readIfThere('/proc/self/cgroup'),
    hostname: hostname(),
  });
  const discovery = createDiscovery({
    sources: LOG_SOURCES,
    filter: createContainerFilter(config.CONTAINERS),
    isOwn: (id) => own !== null && id.startsWith(own),
    onWarning: (message, detail) => log.warn(detail, message),
  });
  const following = createFollowing({
    folder: LOG_SOURCES,
    discovery,
    store,
    listener: live.listener,
    tailBytes: TAIL_BUFFER,
    now,
    steady: steadyClock,
    log,
  });
  const sources = () => presentSources(LOG_SOURCES, discovery.state(), following.followed().length);

  const app = await createServer({
    service: SERVICE,
    config,
    db,
    now,
    log,
    bodyLimit: BODY_LIMIT,
    limits: {
      requests: MAX_REQUESTS + config.MAX_TAIL_CONNECTIONS,
      connections: MAX_CONNECTIONS + config.MAX_TAIL_CONNECTIONS,
      questionsPerTurn: QUESTIONS_PER_TURN,
      waiting: MAX_WAITING,
    },
    ui: { folder: ui, pages: ['/'] },
    healthDetails: () => ({
      logs_indexed: store.size(),
      last_ingest: toIsoOrNull(following.lastIngest()),
      sources: sources().state,
    }),
    routes: async (server) => {
      await server.register(queryRoutes, { reader, followed: following.followed, sources });
      await server.register(tailRoutes, {
        live,
        reader,
        maxConnections: config.MAX_TAIL_CONNECTIONS,
        maxWaiting: TAIL_BUFFER,
        ...tailTimes,
      });
      await server.register(exportRoutes, { reader, lastId: store.lastId, now });
    },
  });

  let watch: Watch | undefined;
  // Not before: with many containers, requests would wait for as long again.
  app.server.once('listening', () => {
    following.start();
    watch = watchLogs({
      folder: LOG_SOURCES,
      onChange: following.changed,
      pollMs: config.POLL_INTERVAL * SECOND_MS,
      log,
    });
  });
  const shrink = startJob({ name: 'shrink', everyMs: MINUTE_MS, log, work: async () => store.shrink() });

  return {
    app,
    close: async () => {
      await Promise.all([watch?.close(), shrink.stop(), following.stop()]);
      await reader.close();
    },
  };
}

/** Only Linux has these. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
