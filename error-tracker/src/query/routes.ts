import { failure, Failure, Id } from '@monlight/shared/schema';
import { httpError } from '@monlight/shared/errors';
import { signalOf } from '@monlight/shared/over';
import type { Writer } from '@monlight/shared/writer';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { GroupList } from '../store/group-list.ts';
import type { Action, GroupStore } from '../store/groups.ts';
import type { OccurrenceStore } from '../store/occurrences.ts';
import type { TrendStore } from '../store/trends.ts';
import { presentDetail, presentGroup } from './present.ts';
import {
  ActionDone,
  BulkAction,
  BulkDone,
  Environments,
  GroupDetail,
  GroupPage,
  ListQuery,
  Projects,
} from './schema.ts';

export interface QueryOptions {
  list: GroupList;
  groups: GroupStore;
  occurrences: OccurrenceStore;
  trends: TrendStore;
  writer: Writer;
}

const NOT_FOUND = 'Error not found';
const notFound = () => httpError(404, NOT_FOUND);

/** What each action is, for the description. */
const SUMMARIES = {
  resolve: 'Resolve a group; when it comes back, it is reopened',
  reopen: 'Take the resolving back',
  mute: 'Count a group on without mails',
  unmute: 'Take the muting back',
};
const DONE = { resolve: 'resolved', reopen: 'reopened', mute: 'muted', unmute: 'unmuted' } as const;

/** What people ask about groups and do to them. */
export const queryRoutes: FastifyPluginAsyncZod<QueryOptions> = async (app, options) => {
  const { list, groups, occurrences, trends, writer } = options;

  app.get(
    '/api/errors',
    { schema: { summary: 'Find groups', querystring: ListQuery, response: { 200: GroupPage, 400: Failure } } },
    async ({ query }, reply) => {
      const { resolved, muted, limit, offset, ...filter } = query;
      const isResolved = resolved === 'all' ? undefined : resolved === 'true';
      const wanted = { ...filter, isResolved, isMuted: muted, limit, offset };
      const { rows, total } = await list.page(wanted, signalOf(reply));
      const trend = trends.hourly(rows.map((row) => row.id));
      return {
        errors: rows.map((row) => ({ ...presentGroup(row), trend: trend.get(row.id) ?? [] })),
        total,
        limit,
        offset,
      };
    },
  );

  app.get(
    '/api/errors/:id',
    {
      schema: {
        summary: 'One group and its newest occurrences',
        params: Id,
        response: { 200: GroupDetail, 404: failure(NOT_FOUND) },
      },
    },
    async ({ params: { id } }) => {
      const row = id === null ? undefined : list.find(id);
      if (!row) throw notFound();
      return presentDetail(row, occurrences.ofGroup(row.id), trends.daily(row.id));
    },
  );

  for (const [action, status] of Object.entries(DONE) as [keyof typeof DONE, (typeof DONE)[keyof typeof DONE]][]) {
    app.post(
      `/api/errors/:id/${action}`,
      { schema: { summary: SUMMARIES[action], params: Id, response: { 200: ActionDone, 404: failure(NOT_FOUND) } } },
      async ({ params: { id } }) => {
        if (id === null || !(await applyTo(id, action))) throw notFound();
        return { status, id };
      },
    );
  }

  app.delete(
    '/api/errors/:id',
    {
      schema: {
        summary: 'Delete a group with all of its reports',
        params: Id,
        response: { 204: z.null(), 404: failure(NOT_FOUND) },
      },
    },
    async ({ params: { id } }, reply) => {
      if (id === null || !(await applyTo(id, 'delete'))) throw notFound();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/errors/bulk',
    {
      schema: { summary: 'Act on several groups at once', body: BulkAction, response: { 200: BulkDone, 400: Failure } },
    },
    async ({ body: { ids, action } }) => {
      const changed = await writer.write(() => ids.filter((id) => groups.apply(action, id)).length);
      return { changed };
    },
  );

  app.get('/api/projects', { schema: { summary: 'All projects', response: { 200: Projects } } }, async () => ({
    projects: list.projects(),
  }));

  app.get(
    '/api/environments',
    { schema: { summary: 'All environments', response: { 200: Environments } } },
    async () => ({ environments: list.environments() }),
  );

  /** False when there is no such group; an action that changes nothing is fine. */
  function applyTo(id: number, action: Action): Promise<boolean> {
    return writer.write(() => {
      const isKnown = groups.has(id);
      groups.apply(action, id);
      return isKnown;
    });
  }
};
