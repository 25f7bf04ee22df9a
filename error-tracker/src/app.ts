import { noteFailure } from '@monlight/shared/database-guard';
import { startJob } from '@monlight/shared/job';
import type { Logger } from '@monlight/shared/log';
import { createServer, type App } from '@monlight/shared/server';
import type { Database } from '@monlight/shared/sqlite';
import { HOUR_MS, type Clock } from '@monlight/shared/time';
import { createWriter } from '@monlight/shared/writer';
import { createAlerts } from './alerts/alerts.ts';
import { alertRoutes } from './alerts/routes.ts';
import { SERVICE, type Config } from './config.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { createScrubber } from './ingest/scrub/scrub.ts';
import { projectRoutes } from './query/project-routes.ts';
import { queryRoutes } from './query/routes.ts';
import { createGroupList } from './store/group-list.ts';
import { createGroupStore } from './store/groups.ts';
import { createOccurrenceStore } from './store/occurrences.ts';
import { createOutbox } from './store/outbox.ts';
import { createProjectDeletion } from './store/project-deletion.ts';
import { createRetention } from './store/retention.ts';
import { createTrendStore } from './store/trends.ts';

export interface AppOptions {
  config: Config;
  db: Database;
  log: Logger;
  /** The built pages. */
  ui: URL;
  now?: Clock;
}

/** The largest report: 256 KiB. */
const BODY_LIMIT = 256 * 1024;

/** The error tracker around its database. `close` ends background work; the server must be closed before. */
export async function buildApp(options: AppOptions): Promise<{ app: App; close: () => Promise<void> }> {
  const { config, db, log, ui, now = Date.now } = options;
  const groups = createGroupStore(db, now);
  const occurrences = createOccurrenceStore(db);
  const trends = createTrendStore(db, now);
  const list = createGroupList(db, now);
  const writer = createWriter(db);
  const alerts = createAlerts(config, { outbox: createOutbox(db, now), now, log });
  const scrub = createScrubber(config.SCRUB_KEYS);
  const deletion = createProjectDeletion(db, writer);
  const retention = createRetention(db, { days: config.RETENTION_DAYS, now });

  const app = await createServer({
    service: SERVICE,
    config,
    db,
    now,
    log,
    bodyLimit: BODY_LIMIT,
    ui: { folder: ui, pages: ['/', '/errors/:id'] },
    routes: async (server) => {
      await server.register(ingestRoutes, { groups, alerts, writer, scrub, now });
      await server.register(queryRoutes, { list, groups, occurrences, trends, writer });
      await server.register(projectRoutes, { deletion });
      await server.register(alertRoutes, { alerts });
    },
  });

  alerts.start();
  const sweep = startJob({
    name: 'retention',
    everyMs: HOUR_MS,
    log,
    onFailure: (error) => noteFailure(db, error),
    work: async (signal) => {
      const removed = await retention.sweep(signal);
      if (removed > 0) log.info({ removed }, 'forgot resolved errors');
    },
  });

  return {
    app,
    close: async () => {
      await Promise.all([sweep.stop(), alerts.stop()]);
      writer.flush();
    },
  };
}
