import { noteFailure } from '@monlight/shared/database-guard';
import { startJob, type Job } from '@monlight/shared/job';
import type { Logger } from '@monlight/shared/log';
import { createServer, type App } from '@monlight/shared/server';
import type { Database } from '@monlight/shared/sqlite';
import { SECOND_MS, toIsoOrNull, type Clock } from '@monlight/shared/time';
import { SERVICE, type Config } from './config.ts';
import { createReceiver } from './ingest/receive.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { describeOwn } from './query/own-metrics.ts';
import { createMetricsReader } from './query/reader.ts';
import { queryRoutes } from './query/routes.ts';
import { createRollup } from './rollup/rollup.ts';
import { createChunkStore } from './store/chunks.ts';
import { groupingsOf } from './store/groupings.ts';
import { createRetention } from './store/retention.ts';
import { createRollupStore } from './store/rollup-store.ts';
import { createSeriesStore } from './store/series.ts';

export interface AppOptions {
  config: Config;
  db: Database;
  log: Logger;
  /** The built pages. */
  ui: URL;
  now?: Clock;
}

/** The largest batch: 1 MiB. */
const BODY_LIMIT = 1024 * 1024;
/** When what was left over from before is taken up: whoever waits for the start is answered first. */
const FIRST_RUN_MS = 200;
/** Points that wait for their buckets before the next run is due: a question should find few. */
const MAX_PENDING = 100_000;

/** The metrics collector around its database. `close` ends background work; the server must be closed before. */
export async function buildApp(options: AppOptions): Promise<{ app: App; close: () => Promise<void> }> {
  const { config, db, log, ui, now = Date.now } = options;
  const { MAX_SERIES } = config;
  const rawMs = config.RETENTION_RAW * SECOND_MS;
  const minuteMs = config.RETENTION_MINUTE * SECOND_MS;
  const hourlyMs = config.RETENTION_HOURLY * SECOND_MS;
  const series = createSeriesStore(db, { maxSeries: MAX_SERIES, groupingsOf });
  const chunks = createChunkStore(db, now);
  const rollup = createRollup({ series, store: createRollupStore(db, now) });
  const retention = createRetention(db, { rawMs, minuteMs, hourlyMs, now });
  const receiver = createReceiver({ series, chunks, maxAgeMs: rawMs, maxSeries: MAX_SERIES, now });
  const reader = createMetricsReader({ path: config.DATABASE_PATH, rollup, now });
  let lastAggregation: number | null = null;

  async function settle(): Promise<void> {
    chunks.takePending();
    chunks.saveReceived();
    await reader.settle();
  }

  const app = await createServer({
    service: SERVICE,
    config,
    db,
    now,
    log,
    bodyLimit: BODY_LIMIT,
    ui: { folder: ui, pages: ['/', '/explore'] },
    healthDetails: () => {
      const { late, early, series_limit: overLimit } = receiver.dropped();
      return {
        metrics_received_24h: chunks.receivedInDay(),
        last_aggregation: toIsoOrNull(lastAggregation),
        series: series.size(),
        max_series: MAX_SERIES,
        dropped: late + early + overLimit,
        dropped_by_reason: receiver.dropped(),
      };
    },
    routes: async (server) => {
      await server.register(ingestRoutes, { receiver });
      await server.register(queryRoutes, {
        reader,
        ownMetrics: () => describeOwn({ chunks, series, receiver }),
        keepsMinutesMs: minuteMs,
        keepsHoursMs: hourlyMs,
        now,
      });
    },
  });

  const onFailure = (error: unknown) => noteFailure(db, error);
  const startAggregation = () =>
    startJob({
      name: 'aggregation',
      everyMs: config.AGGREGATION_INTERVAL * SECOND_MS,
      log,
      onFailure,
      work: async (signal) => {
        await settle();
        await retention.sweep(signal);
        // All in one turn: a point between its series and its bucket would be left without the first.
        if (receiver.isIdle() && rollup.isSettled() && retention.forgetSeries()) {
          series.reload();
          receiver.forgetSeries();
        }
        lastAggregation = now();
      },
    });
  const startBacklog = () =>
    startJob({
      name: 'backlog',
      everyMs: SECOND_MS,
      log,
      onFailure,
      work: async () => {
        if (chunks.pending() >= MAX_PENDING) await settle();
      },
    });
  const jobs: Job[] = [];
  let starting: NodeJS.Timeout | undefined;
  app.addHook('onListen', async () => {
    starting = setTimeout(() => jobs.push(startAggregation(), startBacklog()), FIRST_RUN_MS).unref();
  });

  return {
    app,
    close: async () => {
      clearTimeout(starting);
      chunks.flush();
      await Promise.all(jobs.map((job) => job.stop()));
      await reader.close();
    },
  };
}
