import { commonSettings, httpUrl, list, secret } from '@monlight/shared/config';
import { must } from '@monlight/shared/input-error';
import { wholeNumber } from '@monlight/shared/schema';
import * as z from 'zod';

export const SERVICE = 'error-tracker';
export const DEFAULT_PORT = 5010;

const mailAddress = z.email({ error: must('mail addresses such as ops@example.com') });

const secretName = z.string().regex(/[\p{L}\p{N}]/u, { error: 'must be names such as birthday or tax_id' });

/** The environment that the error tracker reads. */
export const settings = {
  ...commonSettings({ port: DEFAULT_PORT, databasePath: './data/errors.db', rateLimit: 100 }),
  POSTMARK_API_TOKEN: secret(z.string()).optional(),
  POSTMARK_FROM_EMAIL: z.email({ error: must('a mail address such as monlight@example.com') }).optional(),
  ALERT_EMAILS: list(mailAddress).prefault(''),
  POSTMARK_API_URL: httpUrl.prefault('https://api.postmarkapp.com'),
  ALERT_LIMIT_PER_HOUR: wholeNumber({ min: 1, max: 1000 }).prefault('20'),
  RETENTION_DAYS: wholeNumber({ min: 1, max: 36_500 }).prefault('90'),
  SCRUB_KEYS: list(secretName).prefault(''),
  BASE_URL: httpUrl.prefault('http://localhost:5010'),
};

export type Config = z.output<z.ZodObject<typeof settings>>;
