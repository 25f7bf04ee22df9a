import * as z from 'zod';

/** A mail that was refused or given up. */
export const FailedAlert = z.object({
  id: z.int(),
  kind: z.enum(['created', 'reopened', 'digest']).describe('What it was about'),
  group_id: z.int().nullable().describe('Null for a digest'),
  subject: z.string(),
  detail: z.string().describe("Why, in Postmark's own words where it said any"),
  failed_at: z.iso.datetime(),
});
export type FailedAlert = z.infer<typeof FailedAlert>;

/** `GET /api/alerts`: whether alerts are on, and what is on its way or never arrived. */
export const AlertStatus = z.object({
  enabled: z.boolean().describe('Whether all settings that alerts need are there'),
  missing: z
    .array(z.enum(['POSTMARK_API_TOKEN', 'POSTMARK_FROM_EMAIL', 'ALERT_EMAILS']))
    .describe('Settings that alerts still need'),
  pending: z.int().describe('Mails that are to be sent'),
  held: z.int().describe('Mails that wait for the next digest'),
  failed: z.array(FailedAlert).describe('Refused or given up; the newest first'),
});
export type AlertStatus = z.infer<typeof AlertStatus>;

/** `POST /api/test-alert` when Postmark took the mail. */
export const TestAlertReceipt = z.object({ status: z.literal('sent') });
