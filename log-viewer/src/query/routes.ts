import { Readable } from 'node:stream';
import { httpError } from '@monlight/shared/errors';
import { failure, Failure, Id } from '@monlight/shared/schema';
import { toIsoOrNull } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { presentPages } from './pages.ts';
import { presentEntry, presentHistogram, presentSummary } from './present.ts';
import type { Reader } from './reader.ts';
import {
  Containers,
  ContextQuery,
  Entry,
  EntryContext,
  EntryPage,
  FilterQuery,
  Histogram,
  ListQuery,
  Sources,
  Stats,
  toFilter,
} from './schema.ts';

export interface QueryOptions {
  reader: Reader;
  /** Names of the containers that are followed now. */
  followed: () => readonly string[];
  sources: () => Sources;
}

const NOT_FOUND = 'Log entry not found';
const notFound = () => httpError(404, NOT_FOUND);

/** What people ask about entries. */
export const queryRoutes: FastifyPluginAsyncZod<QueryOptions> = async (app, { reader, followed, sources }) => {
  app.get(
    '/api/logs',
    { schema: { summary: 'Find entries', querystring: ListQuery, response: { 200: EntryPage, 400: Failure } } },
    async ({ query }, reply) => {
      const { limit, offset } = query;
      const filter = toFilter(query);
      const page = await reader.page({ filter, limit, offset, before: query.before ?? null });
      if (!page.isFull) return { logs: page.rows.map(presentEntry), total: page.total, limit, offset };
      const nextOf = (before: number, rest: number) => reader.page({ filter, limit: rest, offset: 0, before });
      const pieces = presentPages(page, { limit, offset, nextOf });
      reply.header('content-type', 'application/json; charset=utf-8');
      return reply.send(Readable.from(pieces, { objectMode: false }) as never);
    },
  );

  app.get(
    '/api/logs/:id',
    { schema: { summary: 'One entry', params: Id, response: { 200: Entry, 404: failure(NOT_FOUND) } } },
    async ({ params: { id } }) => {
      const row = id === null ? null : await reader.entry(id);
      if (!row) throw notFound();
      return presentEntry(row);
    },
  );

  app.get(
    '/api/logs/:id/context',
    {
      schema: {
        summary: 'An entry and those around it from the same container',
        params: Id,
        querystring: ContextQuery,
        response: { 200: EntryContext, 400: Failure, 404: failure(NOT_FOUND) },
      },
    },
    async ({ params: { id }, query: { before, after } }) => {
      const context = id === null ? null : await reader.context({ id, before, after });
      if (!context) throw notFound();
      return {
        before: context.before.map(presentEntry),
        entry: presentEntry(context.entry),
        after: context.after.map(presentEntry),
      };
    },
  );

  app.get(
    '/api/logs/histogram',
    {
      schema: {
        summary: 'Entries by level over time',
        querystring: FilterQuery,
        response: { 200: Histogram, 400: Failure },
      },
    },
    async ({ query }) => presentHistogram(await reader.histogram(toFilter(query))),
  );

  app.get('/api/stats', { schema: { summary: 'What is stored', response: { 200: Stats } } }, async () =>
    presentSummary(await reader.summary()),
  );

  app.get(
    '/api/containers',
    { schema: { summary: 'Containers and how much they have logged', response: { 200: Containers } } },
    async () => {
      const following = new Set(followed());
      const containers = await reader.containers();
      return {
        containers: containers.map(({ name, project, service, entries, lastLog }) => ({
          name,
          log_count: entries,
          project,
          service,
          last_log: toIsoOrNull(lastLog),
          following: following.has(name),
        })),
      };
    },
  );

  app.get(
    '/api/sources',
    { schema: { summary: 'What is followed, and why not more', response: { 200: Sources } } },
    async () => sources(),
  );
};
