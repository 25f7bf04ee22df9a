import { Failure } from '@monlight/shared/schema';
import type { Clock } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { readPoints } from './read-points.ts';
import type { Receiver } from './receive.ts';
import { PointsBody, Receipt } from './schema.ts';

/** `POST /api/metrics`, the one door a point comes in by. */
export const ingestRoutes: FastifyPluginAsyncZod<{ receiver: Receiver; now: Clock }> = async (
  app,
  { receiver, now },
) => {
  app.post(
    '/api/metrics',
    {
      config: { access: 'ingest' },
      // Described by its schema, checked by `readPoints`.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: { summary: 'Take points', body: PointsBody, response: { 202: Receipt, 400: Failure } },
    },
    async (request, reply) => {
      const points = await readPoints(request.body, now);
      const dropped = await receiver.receive(points);
      const left = dropped.late + dropped.early + dropped.series_limit;
      const receipt = { status: 'accepted' as const, count: points.length - left };
      const detail = receiver.describe(dropped);
      return reply.code(202).send(detail === null ? receipt : { ...receipt, dropped: left, detail });
    },
  );
};
