import * as z from 'zod';
import { must } from './input-error.ts';
import { parseTime } from './time.ts';

/** Building blocks of wire schemas. Their messages go on from the field's name: "must be …". */

/** A string of `min` to `max` characters (code points, so that an emoji counts once). */
export function text({ min = 0, max }: { min?: number; max: number }) {
  const expected = must(min > 0 ? `a string of ${min} to ${max} characters` : `a string of at most ${max} characters`);
  return z
    .string({ error: expected })
    .refine((value) => value.length >= min && fits(value, max), { error: expected })
    .meta({ minLength: min, maxLength: max });
}

function fits(value: string, max: number): boolean {
  if (value.length <= max) return true;
  if (value.length > 2 * max) return false;
  let characters = 0;
  for (const _ of value) characters += 1;
  return characters <= max;
}

/** An optional body field: absent and null are the same, since clients send both. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish();
}

/** How deep client JSON that is only kept may nest: enough for any context, far from the stack's end. */
const MAX_DEPTH = 64;

/** A JSON object that is kept as it is. */
export const jsonObject = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: must('a JSON object'),
  })
  .refine((value) => isShallow(value, MAX_DEPTH), { error: must(`nested at most ${MAX_DEPTH} levels deep`) })
  .meta({ type: 'object' });

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const key in value) {
    if (!isShallow((value as Record<string, unknown>)[key], levels - 1)) return false;
  }
  return true;
}

/** An ISO 8601 time as milliseconds; see `parseTime`. */
export const time = z
  .string({ error: must('an ISO 8601 time such as 2026-01-23T15:30:00Z') })
  .transform((value, context) => {
    const ms = parseTime(value);
    if (ms !== null) return ms;
    context.addIssue({ code: 'custom', message: 'must be an ISO 8601 time such as 2026-01-23T15:30:00Z' });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** A whole number in a query string or a setting. `clamp` takes more than `max` as `max`. */
export function wholeNumber({ min, max, clamp = false }: { min: number; max: number; clamp?: boolean }) {
  const expected = must(clamp ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`);
  return z
    .string({ error: expected })
    .regex(/^\d{1,16}$/, { error: expected })
    .transform(Number)
    .refine((value) => value >= min && (clamp || value <= max), { error: expected })
    .transform((value) => Math.min(value, max))
    .meta({
      type: 'integer',
      minimum: min,
      ...(clamp ? { description: `More than ${max} is taken as ${max}` } : { maximum: max }),
    });
}

/** A time in an answer. */
export const utcTime = z.string().meta({ format: 'date-time' });

/** `true` or `false` in a query string or a setting. */
export const flag = z.enum(['true', 'false'], { error: must('true or false') }).transform((value) => value === 'true');

/** A path's id; null for what no id can be, so that it is not found instead of refused. */
export const Id = z.object({
  id: z
    .string()
    .transform((value) => (/^[1-9]\d{0,14}$/.test(value) ? Number(value) : null))
    .meta({ type: 'integer', minimum: 1 }),
});

/** Gives a body an example for the description; zod's own `examples` are lost where something is transformed. */
export function withExample<T extends z.ZodType>(schema: T, value: z.input<T>): T {
  return schema.meta({ 'x-examples': { example: { value } } });
}

/** The body of every error. */
export const Failure = z.object({ detail: z.string() });

/** The body of an error, with what it may say. */
export function failure(...details: string[]) {
  return Failure.meta({ examples: details.map((detail) => ({ detail })) });
}

/** The body of a 429. */
export const Refusal = Failure.extend({ retry_after: z.int().meta({ description: 'Seconds' }) });

/** The answer of a route whose answer is text, for the description. */
export function textBody(description: string, ...types: string[]) {
  const schema = z.string().meta({ description });
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}
