import type { FastifySchemaCompiler } from 'fastify';
import * as z from 'zod';
import { InvalidInput } from './errors.ts';

/** One thing wrong with an input: where, and the rest of a sentence that begins with its name. */
export interface InputError {
  /** `metrics[3].value`; empty for the whole input. */
  name: string;
  /** "must be …", or null when the value is not there and had to be. */
  problem: string | null;
}

/** zod's issues in the words that clients read. A schema's own message must go on from the field's name: "must be …". */
export function toInputErrors(error: z.ZodError): InputError[] {
  return error.issues.map((issue) => ({
    name: issue.path.reduce<string>(
      (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name ? `${name}.${String(key)}` : String(key)),
      '',
    ),
    problem: issue.message === MISSING ? null : issue.message,
  }));
}

const MISSING = 'is missing';

/** Marks absent values, and words the issues for which a schema has no message of its own. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? MISSING : `must be ${article(issue.expected)}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  return undefined;
};

function article(kind: string): string {
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

/** `expected` with absent values told apart: for a schema's own `error` parameter. */
export function must(expected: string): (issue: { input?: unknown }) => string {
  return ({ input }) => (input === undefined ? MISSING : `must be ${expected}`);
}

/** The sentence of a 400. `context` is Fastify's name for the part of the request. */
export function describeInput(errors: readonly InputError[], context = 'body'): string {
  const first = errors[0];
  if (!first) return 'Invalid input';
  const { name, problem } = first;
  if (context === 'querystring') {
    return problem === null ? `Missing required parameter: ${name}` : `Query parameter '${name}' ${problem}`;
  }
  if (name === '') return `Request body ${problem ?? 'is missing'}`;
  return problem === null ? `Missing required field: ${name}` : `Field '${name}' ${problem}`;
}

/**
 * What a schema makes of a body.
 *
 * @throws InvalidInput that names the first field that is wrong
 */
export function requireValid<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body, { error: wording });
  if (result.success) return result.data;
  throw new InvalidInput(describeInput(toInputErrors(result.error)));
}

/** Fastify's validator over zod: the parsed value, or `InputError`s for the error envelope. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    const result = schema.safeParse(data, { error: wording });
    if (result.success) return { value: result.data };
    // Fastify takes an array as a list of validation errors and hands it on untouched.
    return { error: toInputErrors(result.error) as never };
  };
