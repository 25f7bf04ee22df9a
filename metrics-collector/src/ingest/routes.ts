import { Failure } from '@monlight/shared/schema';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Receiver } from './receive.ts';
import { PointsBody, Receipt } from './schema.ts';

const EMPTY = Buffer.alloc(0);

/** `POST /api/metrics`, the one door a point comes in by. */
export const ingestRoutes: FastifyPluginAsyncZod<{ receiver: Receiver }> = async (app, { receiver }) => {
  app.post(
    '/api/metrics',
    {
      config: { access: 'ingest', takesBytes: true },
      // Described by its schema, checked by the receiver.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: { summary: 'Send points', body: PointsBody, response: { 202: Receipt, 400: Failure } },
    },
    async (request, reply) => {
      const { count, dropped } = await receiver.receive((request.body as unknown as Buffer | undefined) ?? EMPTY);
      const receipt = { status: 'accepted' as const, count };
      const left = dropped.late + dropped.early + dropped.series_limit;
      reply.code(202);
      // Not the reply itself: to a promise it is one more that has to be waited for.
      return left === 0 ? receipt : { ...receipt, dropped: left, detail: receiver.describe(dropped) };
    },
  );
};
