import { Readable } from 'node:stream';
import { Overloaded } from '@monlight/shared/errors';
import { whenOver } from '@monlight/shared/over';
import { Failure, textBody } from '@monlight/shared/schema';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { readLabels, readMetrics } from '../store/read/metrics.ts';
import { readNewest, readSentMetrics } from '../store/read/newest.ts';
import { answerDashboard, answerTimeseries } from './answers.ts';
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
import { toSpan, type SpanOptions } from './span.ts';

export interface QueryOptions extends SpanOptions {
  reader: Reader;
  /** What the service counts of itself. */
  ownMetrics: () => readonly OwnMetric[];
}

/** Questions that may wait for each other: one after the other, all of them take some seconds. */
const MAX_QUESTIONS = 32;
const JSON_TYPE = 'application/json; charset=utf-8';
const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What people and programs ask about metrics. Each question sees every point that was answered before it. */
export const queryRoutes: FastifyPluginAsyncZod<QueryOptions> = async (app, options) => {
  const { reader, ownMetrics } = options;
  let questions = 0;

  app.addHook('preHandler', (_request, reply, done) => {
    if (questions >= MAX_QUESTIONS) return done(new Overloaded());
    questions += 1;
    whenOver(reply, () => {
      questions -= 1;
    });
    done();
  });

  app.get(
    '/api/metrics',
    {
      schema: {
        summary: 'A metric over time',
        description: 'Every point that was answered before is in it, the current minute too.',
        querystring: TimeseriesQuery,
        response: { 200: TimeseriesAnswer, 400: Failure },
      },
    },
    async ({ query }, reply) => {
      const { name, labels = {}, group_by: groupBy = [], resolution } = query;
      const { span, words } = toSpan(query, resolution, options);
      return sendJson(
        reply,
        await reader.askWithNewest(answerTimeseries, { ...span, words, name, labels: { ...labels }, groupBy }),
      );
    },
  );

  app.get('/api/metrics/names', { schema: { summary: 'All metrics', response: { 200: Names } } }, async () => ({
    metrics: await reader.ask(readMetrics),
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
    async ({ query: { name } }) => ({ labels: await reader.ask(readLabels, name) }),
  );

  app.get(
    '/api/dashboard',
    {
      schema: {
        summary: 'The overview of HTTP requests and of all metrics',
        description:
          'Made of `http_requests_total` and `http_request_duration_seconds` with the labels `method`, `endpoint` and `status`.',
        querystring: DashboardQuery,
        response: { 200: DashboardAnswer, 400: Failure },
      },
    },
    async ({ query }, reply) => {
      const { span, words } = toSpan(query, 'auto', options);
      return sendJson(reply, await reader.askWithNewest(answerDashboard, { ...span, words }));
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'The newest values in Prometheus’ text format',
        response: {
          200: textBody(
            'The text exposition format 0.0.4: sums of counters, newest values of gauges, count and sum of histograms',
            'text/plain',
          ),
        },
      },
    },
    async (_request, reply) => {
      const text = writeExposition({
        metrics: await reader.ask(readSentMetrics),
        readNewest: (metric, after) => reader.askWithNewest(readNewest, metric, after),
        own: ownMetrics(),
      });
      const stream = Readable.from(text, { objectMode: false });
      return reply.type(PROMETHEUS_TYPE).send(stream as never);
    },
  );
};

/** Sends finished JSON, of which nothing may be used afterwards. */
function sendJson(reply: FastifyReply, text: Buffer): FastifyReply {
  // By then the system has all of it. An overview is 200 KB outside of the heap: left to the garbage collector, a few of them begin a
  // collection of everything.
  reply.raw.once('finish', () => {
    const { buffer } = text;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === text.length) buffer.transfer(0);
  });
  return reply.type(JSON_TYPE).send(text);
}
