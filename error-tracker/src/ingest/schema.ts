import { must } from '@monlight/shared/input-error';
import { jsonObject, optional, text, time, withExample } from '@monlight/shared/schema';
import * as z from 'zod';

const anyText = z.string({ error: must('a string') });

/** How many identical occurrences a client may fold into one report. */
const MAX_FOLDED = 10_000;
const folded = must(`a whole number from 1 to ${MAX_FOLDED}`);

/** The body of `POST /api/errors`. */
export const WireReport = withExample(
  z.object(
    {
      project: text({ min: 1, max: 100 }).describe('The application, as the list is filtered by'),
      exception_type: text({ min: 1, max: 200 }).describe('Such as `ValueError`'),
      message: anyText.describe('May be empty'),
      traceback: anyText.describe('The text as the language prints it; may be empty'),
      environment: optional(text({ max: 20 })).describe('`prod` where there is none'),
      request_url: optional(text({ max: 2000 })).describe('What was asked for when it happened'),
      request_method: optional(text({ max: 10 })),
      user_id: optional(z.union([z.string(), z.number()], { error: must('a string or a number') })).describe(
        'Who met the error; a number is kept as text',
      ),
      request_headers: optional(jsonObject),
      extra: optional(jsonObject).describe('Whatever helps to find the cause'),
      fingerprint: optional(text({ min: 1, max: 200 })).describe('Groups by this in place of file and line'),
      timestamp: optional(time).describe('When it happened; one ahead of now counts as now'),
      count: optional(z.int({ error: folded }).min(1, { error: folded }).max(MAX_FOLDED, { error: folded })).describe(
        'How many identical errors this report stands for',
      ),
    },
    { error: must('a JSON object') },
  ),
  {
    project: 'shop',
    exception_type: 'ValueError',
    message: 'no such size: XS',
    traceback:
      'Traceback (most recent call last):\n  File "/app/shop/cart.py", line 42, in add_item\n    raise ValueError(f"no such size: {size}")\nValueError: no such size: XS',
    environment: 'prod',
    request_url: 'https://shop.example/cart/items',
    request_method: 'POST',
    user_id: 'u-1234',
    extra: { cart: 'c-77' },
  },
);
export type WireReport = z.output<typeof WireReport>;

/** The answer to a report. */
export const Receipt = z.object({
  status: z
    .enum(['created', 'incremented', 'reopened'])
    .describe('First of its group; one more of an open group; back after it was resolved'),
  id: z.int().describe('Of the group'),
  count: z.int().optional().describe('Reports of the group so far; not of a new one'),
  fingerprint: z.string().describe('What the group is known by'),
});
export type Receipt = z.output<typeof Receipt>;
