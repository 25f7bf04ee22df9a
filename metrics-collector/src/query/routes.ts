import { Failure } from '@monlight/shared/schema';
import type { Clock } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { presentDashboard, presentTimeseries } from './present.ts';
import { writeExposition, type OwnMetric } from './exposition.ts';
import type { Reader } from './reader.ts';
import {
  DashboardAnswer,
  DashboardQuery,
  LabelsAnswer,
  LabelsQuery,
  Names,
  TimeseriesAnswer,
  TimeseriesQuery,
} from './schema.ts';
import { toSpan } from './span.ts';

export interface QueryOptions {
  reader: Reader;
  /** Brings all points that are stored into the buckets. */
  catchUp: () => Promise<void>;
  /** What the service counts of itself. */
  ownMetrics: () => readonly OwnMetric[];
  /** How long minutes are kept, ms. */
  keepsMinutesMs: number;
  now: Clock;
}

/** What people and programs ask about metrics. Each question sees every point that was answered before it. */
export const queryRoutes: FastifyPluginAsyncZod<QueryOptions> = async (app, options) => {
  const { reader, catchUp, ownMetrics } = options;

  app.get(
    '/api/metrics',
    {
      schema: {
        summary: 'A metric over time',
        querystring: TimeseriesQuery,
        response: { 200: TimeseriesAnswer, 400: Failure },
      },
    },
    async ({ query }) => {
      const { name, labels = {}, group_by: groupBy = [], resolution } = query;
      const { span, words } = toSpan(query, resolution, options);
      await catchUp();
      const found = await reader.timeseries({ ...span, name, labels: { ...labels }, groupBy });
      return { name, ...words, ...presentTimeseries(found, groupBy.length > 0) };
    },
  );

  app.get('/api/metrics/names', { schema: { summary: 'All metrics', response: { 200: Names } } }, async () => ({
    metrics: await reader.metrics(),
  }));

  app.get(
    '/api/metrics/labels',
    {
      schema: {
        summary: 'The labels of a metric',
        querystring: LabelsQuery,
        response: { 200: LabelsAnswer, 400: Failure },
      },
    },
    async ({ query: { name } }) => ({ labels: await reader.labels(name) }),
  );

  app.get(
    '/api/dashboard',
    {
      schema: {
        summary: 'The overview of HTTP requests and of all metrics',
        querystring: DashboardQuery,
        response: { 200: DashboardAnswer, 400: Failure },
      },
    },
    async ({ query }) => {
      const { span, words } = toSpan(query, 'auto', options);
      await catchUp();
      return { ...words, ...presentDashboard(await reader.dashboard(span)) };
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'The newest values in Prometheus’ text format',
        response: { 200: z.string().meta({ description: 'Text exposition format 0.0.4' }) },
      },
    },
    async (_request, reply) => {
      await catchUp();
      const text = writeExposition(await reader.newest(), ownMetrics());
      return reply.type('text/plain; version=0.0.4; charset=utf-8').serializer(String).send(text);
    },
  );
};
