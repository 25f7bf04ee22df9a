import { must } from '@monlight/shared/input-error';
import { text, time, utcTime } from '@monlight/shared/schema';
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
  .describe('Only label sets that have all of these: `key:value,key2:value2`; `\\:` and `\\,` stand for themselves');

const span = {
  period: period.prefault('24h').describe('Back from `until`: `15m`, `1h`, `7d` and the like'),
  since: time.optional().describe('In place of `period`'),
  until: time.optional().describe('Now where there is none'),
};

/** The query of `GET /api/metrics`. */
export const TimeseriesQuery = z.object({
  name: text({ min: 1, max: 200 }),
  ...span,
  resolution: z
    .enum(['minute', 'hour', 'auto'], { error: must('minute, hour or auto') })
    .default('auto')
    .describe('`auto` is minutes up to a day'),
  labels: labels.optional(),
  group_by: text({ max: 2000 })
    .transform((value) =>
      value
        .split(',')
        .map((key) => key.trim())
        .filter((key) => key !== ''),
    )
    .optional()
    .describe('Label keys, comma-separated: adds `series`'),
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
  bucket: utcTime.describe('Where the minute or hour begins'),
  count: z.int().describe('Points'),
  sum: z.number(),
  min: z.number(),
  max: z.number(),
  avg: z.number(),
  last: z.number().describe('The newest value'),
  p50: nullableNumber.describe('Null unless it is a histogram; so are the next two'),
  p95: nullableNumber,
  p99: nullableNumber,
});

/** The answer of `GET /api/metrics`. */
export const TimeseriesAnswer = z.object({
  name: z.string(),
  type: type.nullable().describe('Null for a name that is not known'),
  period: z.string(),
  resolution: z.enum(['minute', 'hour']),
  since: utcTime,
  until: utcTime,
  data: z.array(BucketData).describe('Oldest first; all label sets together'),
  series: z
    .array(
      z.object({
        labels: z.record(z.string(), z.string()),
        is_other: z.boolean().optional().describe('The rest, where there are more than twenty'),
        data: z.array(BucketData),
      }),
    )
    .optional()
    .describe('With `group_by`: the twenty largest, and the rest as one'),
});

/** The answer of `GET /api/metrics/names`. */
export const Names = z.object({ metrics: z.array(z.object({ name: z.string(), type })) });

/** The answer of `GET /api/metrics/labels`. */
export const LabelsAnswer = z.object({
  labels: z.array(
    z.object({
      key: z.string(),
      values: z.array(z.object({ value: z.string(), series: z.int().describe('Label sets that have it') })),
    }),
  ),
});

/** The answer of `GET /api/dashboard`. */
export const DashboardAnswer = z.object({
  period: z.string(),
  resolution: z.enum(['minute', 'hour']),
  since: utcTime,
  until: utcTime,
  summary: z.object({
    total_requests: z.number(),
    error_rate: z.number().describe('Share of requests with a status of 500 or more, 0 to 1'),
    avg_latency_ms: nullableNumber,
    p95_latency_ms: nullableNumber,
    total_datapoints: z.int().describe('Points of all metrics'),
    distinct_metrics: z.int(),
  }),
  request_rate: z.array(z.object({ bucket: utcTime, count: z.number().describe('Requests in it') })),
  latency: z
    .array(z.object({ bucket: utcTime, p50: nullableNumber, p95: nullableNumber, p99: nullableNumber }))
    .describe('In ms'),
  error_rate: z
    .array(z.object({ bucket: utcTime, rate: z.number(), rate_4xx: z.number(), rate_5xx: z.number() }))
    .describe('Shares of the requests, 0 to 1'),
  top_endpoints: z
    .array(
      z.object({
        endpoint: z.string(),
        requests: z.number(),
        avg_ms: nullableNumber,
        p95_ms: nullableNumber,
        error_rate: z.number(),
      }),
    )
    .describe('By requests'),
  top_metrics: z.array(
    z.object({
      name: z.string(),
      type,
      count: z.int().describe('Points'),
      total: z.number().describe('Sum of their values'),
    }),
  ),
});
