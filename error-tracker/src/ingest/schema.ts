import { must } from '@monlight/shared/input-error';
import { jsonObject, optional, text, time } from '@monlight/shared/schema';
import * as z from 'zod';

const anyText = z.string({ error: must('a string') });

/** How many identical occurrences a client may fold into one report. */
const MAX_FOLDED = 10_000;
const folded = must(`a whole number from 1 to ${MAX_FOLDED}`);

/** The body of `POST /api/errors`. */
export const WireReport = z
  .object(
    {
      project: text({ min: 1, max: 100 }),
      exception_type: text({ min: 1, max: 200 }),
      message: anyText,
      traceback: anyText,
      environment: optional(text({ max: 20 })),
      request_url: optional(text({ max: 2000 })),
      request_method: optional(text({ max: 10 })),
      user_id: optional(z.union([z.string(), z.number()], { error: must('a string or a number') })),
      request_headers: optional(jsonObject),
      extra: optional(jsonObject),
      fingerprint: optional(text({ min: 1, max: 200 })),
      timestamp: optional(time),
      count: optional(z.int({ error: folded }).min(1, { error: folded }).max(MAX_FOLDED, { error: folded })),
    },
    { error: must('a JSON object') },
  )
  .meta({ id: 'Report' });
export type WireReport = z.output<typeof WireReport>;

/** The answer to a report. */
export const Receipt = z.object({
  status: z.enum(['created', 'incremented', 'reopened']),
  id: z.int(),
  count: z.int().optional(),
  fingerprint: z.string(),
});
export type Receipt = z.output<typeof Receipt>;
