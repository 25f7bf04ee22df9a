import { utcTime, withExample } from '@monlight/shared/schema';
import * as z from 'zod';
import { METRIC_TYPES } from '../metric-type.ts';
import { MAX_POINTS } from './body-points.ts';
import { MAX_LABELS, MAX_LABEL_KEY, MAX_LABEL_VALUE, MAX_NAME } from './read-point.ts';

const PointBody = z.object({
  name: z.string().min(1).max(MAX_NAME).describe('Such as `http_requests_total`'),
  type: z.enum(METRIC_TYPES),
  value: z.number().describe('Finite; of a counter the increase, not the total'),
  labels: z
    .record(z.string().max(MAX_LABEL_KEY), z.union([z.string().max(MAX_LABEL_VALUE), z.number(), z.boolean()]))
    .optional()
    .describe(
      `At most ${MAX_LABELS}; keys of 1 to ${MAX_LABEL_KEY} characters, values of at most ${MAX_LABEL_VALUE}; numbers and booleans become text`,
    ),
  timestamp: utcTime.optional().describe('Now where there is none'),
});
const list = z.array(PointBody).min(1).max(MAX_POINTS);

/** The body of `POST /api/metrics`, for the description; `receive` is what checks it. */
export const PointsBody = withExample(
  z
    .union([z.object({ metrics: list }), list])
    .describe('An object with `metrics`, or that list alone. One bad point refuses all of them.'),
  {
    metrics: [
      {
        name: 'http_requests_total',
        type: 'counter',
        value: 1,
        labels: { method: 'GET', endpoint: '/items/{id}', status: 200 },
      },
      { name: 'queue_length', type: 'gauge', value: 7 },
    ],
  },
);

/** The answer of `POST /api/metrics`. */
export const Receipt = z.object({
  status: z.literal('accepted'),
  count: z.int().describe('Points that were kept'),
  dropped: z.int().optional().describe('Points that were left out'),
  detail: z.string().optional().describe('Why they were left out'),
});
