import { must } from '@monlight/shared/input-error';
import { text, time } from '@monlight/shared/schema';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import * as z from 'zod';
import { METRIC_TYPES } from '../metric-type.ts';
import { parseLabels } from './labels.ts';

const UNITS: Record<string, number> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const MAX_PERIOD_MS = 3650 * DAY_MS;
const expectedPeriod = 'a time such as 15m, 1h, 24h, 7d or 30d, at most ten years';

/** `1h`, to milliseconds, with the text as it was given. */
const period = z
  .string()
  .regex(/^[1-9]\d{0,6}[mhd]$/, { error: must(expectedPeriod) })
  .transform((value) => ({ text: value, ms: Number.parseInt(value, 10) * (UNITS[value.slice(-1)] ?? 0) }))
  .refine(({ ms }) => ms <= MAX_PERIOD_MS, { error: must(expectedPeriod) });

/** `key:value,key2:value2` with `\:` and `\,`. */
const labels = z
  .string()
  .transform((value, context) => {
    const parsed = parseLabels(value);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'must be label pairs such as method:GET,status:200' });
    return z.NEVER;
  })
  .meta({ description: 'Only label sets that have all of these: key:value,key2:value2' });

const span = { period: period.prefault('24h'), since: time.optional(), until: time.optional() };

/** The query of `GET /api/metrics`. */
export const TimeseriesQuery = z.object({
  name: text({ min: 1, max: 200 }),
  ...span,
  resolution: z.enum(['minute', 'hour', 'auto'], { error: must('minute, hour or auto') }).default('auto'),
  labels: labels.optional(),
  group_by: text({ max: 2000 })
    .transform((value) =>
      value
        .split(',')
        .map((key) => key.trim())
        .filter((key) => key !== ''),
    )
    .optional(),
});

/** The query of `GET /api/dashboard`. */
export const DashboardQuery = z.object(span);

/** What both queries say about time. */
export type SpanQuery = z.output<typeof DashboardQuery>;

/** The query of `GET /api/metrics/labels`. */
export const LabelsQuery = z.object({ name: text({ min: 1, max: 200 }) });

const nullableNumber = z.number().nullable();
const type = z.enum(METRIC_TYPES);

const BucketData = z.object({
  bucket: z.string(),
  count: z.int(),
  sum: z.number(),
  min: z.number(),
  max: z.number(),
  avg: z.number(),
  last: z.number(),
  p50: nullableNumber,
  p95: nullableNumber,
  p99: nullableNumber,
});

/** The answer of `GET /api/metrics`. */
export const TimeseriesAnswer = z.object({
  name: z.string(),
  type: type.nullable(),
  period: z.string(),
  resolution: z.enum(['minute', 'hour']),
  since: z.string(),
  until: z.string(),
  data: z.array(BucketData),
  series: z
    .array(
      z.object({
        labels: z.record(z.string(), z.string()),
        is_other: z.boolean().optional(),
        data: z.array(BucketData),
      }),
    )
    .optional(),
});

/** The answer of `GET /api/metrics/names`. */
export const Names = z.object({ metrics: z.array(z.object({ name: z.string(), type })) });

/** The answer of `GET /api/metrics/labels`. */
export const LabelsAnswer = z.object({
  labels: z.array(z.object({ key: z.string(), values: z.array(z.object({ value: z.string(), series: z.int() })) })),
});

/** The answer of `GET /api/dashboard`. */
export const DashboardAnswer = z.object({
  period: z.string(),
  resolution: z.enum(['minute', 'hour']),
  since: z.string(),
  until: z.string(),
  summary: z.object({
    total_requests: z.number(),
    error_rate: z.number().meta({ description: 'Share of requests with a status of 500 or more, 0 to 1' }),
    avg_latency_ms: nullableNumber,
    p95_latency_ms: nullableNumber,
    total_datapoints: z.int(),
    distinct_metrics: z.int(),
  }),
  request_rate: z.array(z.object({ bucket: z.string(), count: z.number() })),
  latency: z.array(z.object({ bucket: z.string(), p50: nullableNumber, p95: nullableNumber, p99: nullableNumber })),
  error_rate: z.array(z.object({ bucket: z.string(), rate: z.number(), rate_4xx: z.number(), rate_5xx: z.number() })),
  top_endpoints: z.array(
    z.object({
      endpoint: z.string(),
      requests: z.number(),
      avg_ms: nullableNumber,
      p95_ms: nullableNumber,
      error_rate: z.number(),
    }),
  ),
  top_metrics: z.array(z.object({ name: z.string(), type, count: z.int(), total: z.number() })),
});
