import * as z from 'zod';
import { METRIC_TYPES } from '../metric-type.ts';
import { MAX_POINTS } from './body-points.ts';
import { MAX_LABELS, MAX_LABEL_KEY, MAX_LABEL_VALUE, MAX_NAME } from './read-point.ts';

const PointBody = z.object({
  name: z.string().min(1).max(MAX_NAME),
  type: z.enum(METRIC_TYPES),
  value: z.number().meta({ description: 'Finite; of a counter the increase, not the total' }),
  labels: z
    .record(z.string().max(MAX_LABEL_KEY), z.union([z.string().max(MAX_LABEL_VALUE), z.number(), z.boolean()]))
    .optional()
    .meta({ description: `At most ${MAX_LABELS}; numbers and booleans become text` }),
  timestamp: z.iso.datetime({ offset: true }).optional().meta({ description: 'Now where there is none' }),
});
const list = z.array(PointBody).min(1).max(MAX_POINTS);

/** The body of `POST /api/metrics`, for the description; `receive` is what checks it. */
export const PointsBody = z.union([z.object({ metrics: list }), list]);

/** The answer of `POST /api/metrics`. */
export const Receipt = z.object({
  status: z.literal('accepted'),
  count: z.int().meta({ description: 'Points that were kept' }),
  dropped: z.int().optional().meta({ description: 'Points that were left out' }),
  detail: z.string().optional().meta({ description: 'Why they were left out' }),
});
