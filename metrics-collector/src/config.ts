import { commonSettings } from '@monlight/shared/config';
import { must } from '@monlight/shared/input-error';
import { wholeNumber } from '@monlight/shared/schema';
import * as z from 'zod';

export const SERVICE = 'metrics-collector';
export const DEFAULT_PORT = 5012;

/** Seconds of each unit. */
const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 3650 * 86_400;
const expected = 'seconds, or a time such as 90s, 15m, 24h or 30d, at most ten years';

/** A span of time in seconds: a number, or one with `s`, `m`, `h` or `d`. */
const duration = z
  .string()
  .regex(/^\d{1,10}[smhd]?$/, { error: must(expected) })
  .transform((value) => Number.parseInt(value, 10) * (UNITS[value.replace(/\d+/, '')] ?? 0))
  .refine((seconds) => seconds >= 1 && seconds <= MAX_SECONDS, { error: must(expected) });

/** The environment that the metrics collector reads. */
export const settings = {
  ...commonSettings({ port: DEFAULT_PORT, databasePath: './data/metrics.db', rateLimit: 200 }),
  RETENTION_RAW: duration.prefault('3600'),
  RETENTION_MINUTE: duration.prefault('86400'),
  RETENTION_HOURLY: duration.prefault('2592000'),
  AGGREGATION_INTERVAL: wholeNumber({ min: 1, max: 86_400 }).prefault('60'),
  MAX_SERIES: wholeNumber({ min: 1, max: 1_000_000 }).prefault('20000'),
};

export type Config = z.output<z.ZodObject<typeof settings>>;
