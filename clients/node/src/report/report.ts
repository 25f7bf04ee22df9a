import type { Plain } from './plain.ts';

/** An error as it is about to be sent: what `beforeSend` sees and may change. */
export interface Report {
  project: string;
  environment: string;
  /** The error's class. */
  exceptionType: string;
  message: string;
  /** The stack, with those of its causes. Decides which reports are one group. */
  traceback: string;
  /** When it happened, ISO 8601. */
  timestamp: string;
  requestUrl?: string | undefined;
  requestMethod?: string | undefined;
  requestHeaders?: { [name: string]: Plain } | undefined;
  userId?: string | undefined;
  extra?: { [key: string]: Plain } | undefined;
  /** Groups by this in place of where it happened. */
  fingerprint?: string | undefined;
}
