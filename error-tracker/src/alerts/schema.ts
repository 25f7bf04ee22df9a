import * as z from 'zod';

/** A mail that was refused or given up. */
export const FailedAlert = z.object({
  id: z.int(),
  kind: z.enum(['created', 'reopened', 'digest']),
  group_id: z.int().nullable(),
  subject: z.string(),
  detail: z.string(),
  failed_at: z.iso.datetime(),
});
export type FailedAlert = z.infer<typeof FailedAlert>;

/** `GET /api/alerts`: whether alerts are on, and what is on its way or never arrived. */
export const AlertStatus = z.object({
  enabled: z.boolean(),
  missing: z.array(z.enum(['POSTMARK_API_TOKEN', 'POSTMARK_FROM_EMAIL', 'ALERT_EMAILS'])),
  pending: z.int(),
  held: z.int(),
  failed: z.array(FailedAlert),
});
export type AlertStatus = z.infer<typeof AlertStatus>;

/** `POST /api/test-alert` when Postmark took the mail. */
export const TestAlertReceipt = z.object({ status: z.literal('sent') });
