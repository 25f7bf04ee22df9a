import { httpError } from '@monlight/shared/errors';
import { Failure } from '@monlight/shared/schema';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { ProjectDeletion } from '../store/project-deletion.ts';
import { ProjectDeleted } from './schema.ts';

const summary = 'Delete all that is kept of a project';

/** The end of a project. */
export const projectRoutes: FastifyPluginAsyncZod<{ deletion: ProjectDeletion }> = async (app, { deletion }) => {
  const stopping = new AbortController();
  app.addHook('preClose', async () => {
    stopping.abort(httpError(503, 'The service is stopping; delete the project again to finish'));
  });

  async function remove(project: string): Promise<ProjectDeleted> {
    const deleted = await deletion.remove(project, stopping.signal);
    if (deleted === null) throw httpError(404, 'Project not found');
    return { deleted };
  }

  app.delete(
    '/api/projects/:project',
    {
      schema: {
        summary,
        params: z.object({ project: z.string() }),
        response: { 200: ProjectDeleted, 404: Failure, 503: Failure },
      },
    },
    ({ params: { project } }) => remove(project),
  );

  // A proxy that takes a part off the path has decoded the slashes of a name.
  app.delete(
    '/api/projects/*',
    { schema: { hide: true, summary, params: z.object({ '*': z.string() }) } },
    ({ params }) => remove(params['*']),
  );
};
