import { httpError } from '@monlight/shared/errors';
import { failure } from '@monlight/shared/schema';
import { toIso } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import * as z from 'zod';
import type { FailedAlert as FailedMail } from '../store/outbox.ts';
import type { Alerts } from './alerts.ts';
import { AlertStatus, TestAlertReceipt, type FailedAlert } from './schema.ts';

/** What a person can see and do about alerts: their state, dismissing failures, a test. */
export const alertRoutes: FastifyPluginAsyncZod<{ alerts: Alerts }> = async (app, { alerts }) => {
  app.get(
    '/api/alerts',
    { schema: { summary: 'Whether alerts are on, and what has not arrived', response: { 200: AlertStatus } } },
    async () => {
      const { pending, held, failed } = alerts.status();
      return { enabled: alerts.enabled, missing: alerts.missing, pending, held, failed: failed.map(toWire) };
    },
  );

  app.delete(
    '/api/alerts/failed',
    { schema: { summary: 'Dismiss every failed alert', response: { 204: z.null() } } },
    async (_request, reply) => {
      alerts.dismissFailed();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/test-alert',
    {
      schema: {
        summary: 'Mail a test alert now',
        description: 'Answers once Postmark has, with its own words where it refuses.',
        response: {
          200: TestAlertReceipt,
          502: failure('Postmark could not be reached: connect ECONNREFUSED'),
          503: failure('Alerts are not configured: POSTMARK_API_TOKEN is not set'),
        },
      },
    },
    async () => {
      const result = await alerts.sendTest();
      if (result.status === 'off') throw httpError(503, `Alerts are not configured: ${alerts.missing[0]} is not set`);
      if (result.status !== 'sent') throw httpError(502, result.detail);
      return { status: 'sent' as const };
    },
  );
};

function toWire({ id, kind, groupId, subject, detail, failedAt }: FailedMail): FailedAlert {
  return { id, kind, group_id: groupId, subject, detail, failed_at: toIso(failedAt) };
}
