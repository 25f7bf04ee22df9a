import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

const LEVEL_NAMES: Record<string, string> = { fatal: 'ERROR', error: 'ERROR', warn: 'WARN', info: 'INFO' };

/** What JSON leaves as it is and terminals do not: control characters, line breaks, and turns of the reading direction. */
const UNSAFE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON lines with `level`, `ts`, `service` and `msg`; to stdout unless told otherwise. */
export function createLog(service: string, level: string, stream?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: () => `,"ts":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: LEVEL_NAMES[label] ?? 'DEBUG' }) },
  };
  // What is written later would wait for ever, at the end, for a reader that is gone.
  const target = stream ?? pino.destination({ fd: 1, sync: true });
  return pino(options, { write: (line) => target.write(line.replace(UNSAFE, toEscape)) });
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
