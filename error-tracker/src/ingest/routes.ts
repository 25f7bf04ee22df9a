import { InvalidJson } from '@monlight/shared/errors';
import { failure } from '@monlight/shared/schema';
import type { Clock } from '@monlight/shared/time';
import type { Writer } from '@monlight/shared/writer';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Alerts } from '../alerts/alerts.ts';
import type { GroupStore } from '../store/groups.ts';
import { createRecorder } from './recorder.ts';
import { readReport } from './report.ts';
import { Receipt, WireReport } from './schema.ts';
import type { Scrubber } from './scrub/scrub.ts';

export interface IngestOptions {
  groups: GroupStore;
  alerts: Alerts;
  writer: Writer;
  scrub: Scrubber;
  now: Clock;
}

const EMPTY = Buffer.alloc(0);

/** `POST /api/errors`, the one door that reports come in by. */
export const ingestRoutes: FastifyPluginAsyncZod<IngestOptions> = async (app, options) => {
  const { groups, alerts, writer, scrub, now } = options;
  const read = (body: Buffer) => readReport(body, { now: now(), scrub });
  const record = createRecorder({ groups, alerts, writer, read });
  app.post(
    '/api/errors',
    {
      config: { access: 'ingest', takesBytes: true },
      // Described by its schema, checked where it is read.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        summary: 'Report an error',
        description: 'It joins the group of its fingerprint, or begins a new one, which is mailed about.',
        body: WireReport,
        response: { 200: Receipt, 201: Receipt, 400: failure(new InvalidJson().message) },
      },
    },
    async (request, reply) => {
      const { receipt, isMuted } = await record((request.body as unknown as Buffer | undefined) ?? EMPTY);
      if (receipt.status !== 'incremented' && !isMuted) alerts.wake();
      reply.code(receipt.status === 'incremented' ? 200 : 201);
      // Not the reply itself: to a promise it is one more that has to be waited for.
      return receipt;
    },
  );
};
