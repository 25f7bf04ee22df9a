import { AsyncLocalStorage } from 'node:async_hooks';
import { read } from './report/read.ts';

/** What is known about the circumstances of an error. */
export interface ErrorContext {
  /** The address that was asked for. Its secrets are scrubbed. */
  requestUrl?: string | undefined;
  requestMethod?: string | undefined;
  /** An object, `Headers` or a `Map`. Those that identify somebody are removed. */
  requestHeaders?: object | undefined;
  /** Who was served. */
  userId?: string | number | undefined;
  /** Whatever helps. Its secrets are scrubbed, and it is cut to a reasonable size. */
  extra?: Record<string, unknown> | undefined;
}

interface Scope {
  outer: Scope | undefined;
  /** Asked when an error is reported, not before: a user is known only after the request has been let in. */
  look: () => ErrorContext;
  added: ErrorContext;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Runs `work`; every error reported in it, also later and asynchronously, has this context below its own.
 *
 * @example await withContext({ userId: job.owner, extra: { job: job.id } }, () => run(job));
 */
export function withContext<T>(context: ErrorContext, work: () => T): T {
  return runInScope(() => context, work);
}

/**
 * Adds to the context of the request or of the `withContext` that this runs in; does nothing outside of both.
 *
 * @example setContext({ userId: user.id });
 */
export function setContext(context: ErrorContext): void {
  const scope = scopes.getStore();
  if (scope) scope.added = merge(scope.added, context);
}

/** Runs `work` in a context that is looked at when an error is reported. */
export function runInScope<T>(look: () => ErrorContext, work: () => T): T {
  return scopes.run({ outer: scopes.getStore(), look, added: {} }, work);
}

/** The context here, with `explicit` above it. Never throws. */
export function contextHere(explicit: ErrorContext = {}): ErrorContext {
  let merged = merge({}, explicit);
  for (let scope = scopes.getStore(); scope; scope = scope.outer) {
    merged = merge(merge(lookInto(scope), scope.added), merged);
  }
  return merged;
}

function lookInto(scope: Scope): ErrorContext {
  try {
    return scope.look();
  } catch {
    return {};
  }
}

const FIELDS = ['requestUrl', 'requestMethod', 'requestHeaders', 'userId', 'extra'] as const;

function merge(below: ErrorContext, above: ErrorContext): ErrorContext {
  const merged: Record<string, unknown> = {};
  for (const field of FIELDS) merged[field] = read(above, field) ?? read(below, field);
  merged['extra'] = mergeExtra(read(below, 'extra'), read(above, 'extra'));
  return merged;
}

function mergeExtra(below: unknown, above: unknown): unknown {
  if (!below || !above) return above ?? below;
  try {
    return { ...below, ...above };
  } catch {
    return above;
  }
}
