import { createLog, type Logger } from '@monlight/shared/log';

/** A line of a service's log. */
export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

/** A log that keeps its lines. */
export function collectLog(service: string): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log = createLog(service, 'debug', { write: (text) => void lines.push(JSON.parse(text) as LogLine) });
  return { log, lines };
}
