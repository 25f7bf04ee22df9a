import * as z from 'zod';
import { must, toInputErrors, wording } from './input-error.ts';
import { MAX_KEY_CHARACTERS } from './keys.ts';
import { flag, wholeNumber } from './schema.ts';
import { StartError } from './start-error.ts';

/** The environment as a process sees it. */
export type Environment = Record<string, string | undefined>;

const LEVELS = { ERROR: 'error', WARN: 'warn', WARNING: 'warn', INFO: 'info', DEBUG: 'debug' } as const;

/** A setting whose value is never shown. */
export function secret<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), secret: true });
}

/** A list in one variable, comma-separated, blanks around the parts dropped. */
export function list<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));
}

/** An address without the slashes at its end. */
export function withoutSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}

/** An http or https address, without a slash at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: must('an address that begins with http:// or https://') })
  .transform(withoutSlashes);

const key = secret(
  z
    .string({ error: must('at least 16 characters') })
    .min(16, { error: must('at least 16 characters') })
    .max(MAX_KEY_CHARACTERS, { error: must(`at most ${MAX_KEY_CHARACTERS} characters`) }),
);

const origin = z
  .string()
  .regex(/^https?:\/\/[^/\s]+$/, { error: 'must be origins such as https://status.example.com' });

/** The settings of every service. Defaults are given as the text that stands in the documentation. */
export function commonSettings(defaults: { port: number; databasePath: string; rateLimit: number }) {
  return {
    API_KEY: key,
    INGEST_API_KEY: key.optional(),
    DATABASE_PATH: z.string().default(defaults.databasePath),
    LOG_LEVEL: z
      .string()
      .transform((value) => value.toUpperCase())
      .pipe(z.enum(['ERROR', 'WARN', 'WARNING', 'INFO', 'DEBUG'], { error: must('ERROR, WARN, INFO or DEBUG') }))
      .transform((value) => LEVELS[value])
      .prefault('INFO'),
    HOST: z.string().default('127.0.0.1'),
    PORT: wholeNumber({ min: 1, max: 65535 }).prefault(String(defaults.port)),
    RATE_LIMIT: wholeNumber({ min: 0, max: 100_000 }).prefault(String(defaults.rateLimit)),
    CORS_ORIGINS: list(origin).prefault(''),
    TRUST_PROXY: flag.prefault('false'),
    ERROR_TRACKER_URL: httpUrl.optional(),
    LOG_VIEWER_URL: httpUrl.optional(),
    METRICS_COLLECTOR_URL: httpUrl.optional(),
  };
}

/** What `commonSettings` reads to. */
export type CommonConfig = z.output<z.ZodObject<ReturnType<typeof commonSettings>>>;

/**
 * Reads settings from the environment. A variable that is empty counts as not set.
 *
 * @throws StartError with one line a problem: variable, value (never a secret's), what is expected.
 */
export function readConfig<S extends z.ZodRawShape>(settings: S, env: Environment): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.keys(settings).map((name) => [name, env[name]?.trim() || undefined]));
  const result = z.object(settings).safeParse(given, { error: wording });
  const { API_KEY, INGEST_API_KEY } = given;
  // Application code would hold the key for everything, and nobody would notice.
  const isShared = API_KEY !== undefined && API_KEY === INGEST_API_KEY;
  if (result.success && !isShared) return result.data;

  const lines = toInputErrors(result.error ?? new z.ZodError([])).map(({ name, problem }) => {
    const [variable = name] = name.split('[');
    if (problem === null) return `${variable} is not set: it ${expected(settings[variable])}`;
    const isSecret = isZodType(settings[variable]) && isMarkedSecret(settings[variable]);
    return isSecret ? `${variable} ${problem}` : `${variable}=${JSON.stringify(given[variable])} ${problem}`;
  });
  if (isShared) lines.push('INGEST_API_KEY must be another key than API_KEY');
  throw new StartError([...new Set(lines)]);
}

/** What a setting that is not there would have to be: the answer to a value that cannot be right. */
function expected(schema: unknown): string {
  if (!isZodType(schema)) return 'is required';
  const result = schema.safeParse('', { error: wording });
  return result.error?.issues[0]?.message ?? 'is required';
}

function isMarkedSecret(schema: z.ZodType): boolean {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return inner.meta()?.['secret'] === true;
}

function isZodType(value: unknown): value is z.ZodType {
  return value instanceof z.ZodType;
}
