import { read } from '../report/read.ts';
import { contextOf, type ObservedRequest, type Observer } from './observer.ts';

/** The errors of requests, until it is known what the application makes of them. */
export interface Failures<R extends ObservedRequest> {
  /** Takes notice of an error. */
  note: (request: R, error: unknown) => void;
  /** The request has been answered, or its client has left: its error is reported or forgotten. False when it had ended before. */
  end: (request: R, status: number) => boolean;
}

/** An error handler may make anything of an error: what is answered with less than 500 was meant. */
export function createFailures<R extends ObservedRequest>({ errorClient, getUser }: Observer): Failures<R> {
  const errors = new WeakMap<R, unknown>();
  const ended = new WeakSet<R>();

  function report(request: R, error: unknown): void {
    errorClient?.captureError(error, contextOf(request, getUser));
  }

  return {
    note: (request, error) => {
      if (!ended.has(request)) errors.set(request, error);
      // The client has left, so there is no answer to tell.
      else if (meantStatus(error) >= 500) report(request, error);
    },
    end: (request, status) => {
      if (ended.has(request)) return false;
      ended.add(request);
      if (errors.has(request) && status >= 500) report(request, errors.get(request));
      errors.delete(request);
      return true;
    },
  };
}

/** The status that an error asks for, as both frameworks understand it. */
function meantStatus(error: unknown): number {
  return Number(read(error, 'statusCode') ?? read(error, 'status') ?? 500);
}
