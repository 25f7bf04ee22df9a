import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { durably, isFailing, requireIntact } from './database-guard.ts';
import type { Database } from './sqlite.ts';
import { SECOND_MS, type Clock } from './time.ts';

/** How long one proof that the database can be written stands; a failure is looked at again at once. */
const PROOF_MS = 5 * SECOND_MS;
/** What is written when something could not be: a small row finds room where nothing else does. */
const LARGE_PROOF = ' '.repeat(64 * 1024);

const Health = z.object({
  status: z.literal('ok'),
  service: z.string(),
  version: z.string().describe('Of Monlight'),
});
const Unavailable = z
  .object({ status: z.literal('unavailable'), detail: z.string() })
  .meta({ examples: [{ status: 'unavailable', detail: 'database or disk is full' }] });

export interface HealthOptions {
  service: string;
  version: string;
  db: Database;
  now: Clock;
  /** A service's own figures; must cost no more than a look-up. */
  details: () => Record<string, unknown>;
}

/** `GET /health`: writes a row now and then, since only a write shows that writing works. */
export const healthRoutes: FastifyPluginAsyncZod<HealthOptions> = async (app, options) => {
  const { service, version, db, now, details } = options;
  const probe = db.prepare<[string]>("INSERT OR REPLACE INTO _meta (key, value) VALUES ('health', ?)");
  let provenAt = Number.NEGATIVE_INFINITY;
  let isDown = false;

  function prove(): void {
    requireIntact(db);
    const time = now();
    const wasFailing = isFailing(db);
    if (!wasFailing && time >= provenAt && time - provenAt < PROOF_MS) return;
    durably(db, () => probe.run(wasFailing ? LARGE_PROOF : String(time)));
    provenAt = time;
  }

  app.get(
    '/health',
    {
      config: { access: 'public' },
      logLevel: 'warn',
      schema: {
        summary: 'Whether the service works',
        description: 'Cheap enough to be asked every second. A service adds figures of its own.',
        response: { 200: Health.loose(), 503: Unavailable },
      },
    },
    async ({ log }, reply) => {
      try {
        prove();
        if (isDown) log.info('the database can be written again');
        isDown = false;
        return { status: 'ok' as const, service, version, ...details() };
      } catch (error) {
        provenAt = Number.NEGATIVE_INFINITY;
        if (!isDown) log.error({ err: error }, 'the database cannot be written');
        isDown = true;
        return reply.code(503).send({ status: 'unavailable', detail: (error as Error).message });
      }
    },
  );
};
