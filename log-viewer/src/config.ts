import { commonSettings, list } from '@monlight/shared/config';
import { must } from '@monlight/shared/input-error';
import { wholeNumber } from '@monlight/shared/schema';
import * as z from 'zod';

export const SERVICE = 'log-viewer';
export const DEFAULT_PORT = 5011;

const containerPattern = z
  .string()
  .regex(/^!?[\w.*-]+$/, { error: must('container names, with * for any characters and ! before what is left out') });

/** The environment that the log viewer reads. */
export const settings = {
  ...commonSettings({ port: DEFAULT_PORT, databasePath: './data/logs.db', rateLimit: 60 }),
  CONTAINERS: list(containerPattern).prefault(''),
  LOG_SOURCES: z.string().prefault('/var/lib/docker/containers'),
  MAX_ENTRIES: wholeNumber({ min: 1, max: 100_000_000 }).prefault('100000'),
  MAX_DATABASE_MB: wholeNumber({ min: 16, max: 1_000_000 }).prefault('2048'),
  POLL_INTERVAL: wholeNumber({ min: 1, max: 3600 }).prefault('2'),
  TAIL_BUFFER: wholeNumber({ min: 1024, max: 16_777_216 }).prefault('65536'),
  MAX_TAIL_CONNECTIONS: wholeNumber({ min: 1, max: 1000 }).prefault('20'),
};

export type Config = z.output<z.ZodObject<typeof settings>>;
