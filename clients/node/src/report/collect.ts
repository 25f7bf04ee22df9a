import type { ErrorContext } from '../context.ts';
import { cleanHeaders, createExcludedHeaders } from './headers.ts';
import { toPlain, type Plain } from './plain.ts';
import { toText } from './read.ts';
import type { Report } from './report.ts';
import { scrubUrl } from './scrub-url.ts';
import { createIsSecret } from './secret-names.ts';
import { describe } from './traceback.ts';

export interface CollectOptions {
  project: string;
  environment: string;
  excludedHeaders: readonly string[];
  scrubKeys: readonly string[];
}

/** Makes the report of an error: all that it needs of the error and its context is copied, nothing is held. */
export type Collect = (
  error: unknown,
  context: ErrorContext,
  at: { time: number; reporter: (...args: never[]) => unknown },
) => Report;

/** Prepares the rules of what may leave the application. */
export function createCollect({ project, environment, excludedHeaders, scrubKeys }: CollectOptions): Collect {
  const isSecret = createIsSecret(scrubKeys);
  const excluded = createExcludedHeaders(excludedHeaders);

  return (error, { requestUrl, requestMethod, requestHeaders, userId, extra }, { time, reporter }) => {
    const { type, message, traceback } = describe(error, reporter);
    const plainExtra = toPlain(extra, isSecret);
    return {
      project,
      environment,
      exceptionType: type,
      message,
      traceback,
      timestamp: new Date(time).toISOString(),
      ...(requestUrl != null && { requestUrl: scrubUrl(toText(requestUrl), isSecret) }),
      ...(requestMethod != null && { requestMethod: toText(requestMethod) }),
      ...(requestHeaders != null && { requestHeaders: cleanHeaders(requestHeaders, excluded, isSecret) }),
      ...(userId != null && { userId: toText(userId) }),
      ...(isObject(plainExtra) && { extra: plainExtra }),
    };
  };
}

function isObject(value: Plain | undefined): value is { [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
