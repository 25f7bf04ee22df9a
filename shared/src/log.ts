import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

const LEVEL_NAMES: Record<string, string> = { fatal: 'ERROR', error: 'ERROR', warn: 'WARN', info: 'INFO' };

/** JSON lines with `level`, `ts`, `service` and `msg`; to stdout unless told otherwise. */
export function createLog(service: string, level: string, stream?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: LEVEL_NAMES[label] ?? 'DEBUG' }) },
  };
  // What is written later would wait for ever, at the end, for a reader that is gone.
  return pino(options, stream ?? pino.destination({ fd: 1, sync: true }));
}
