import type { Level } from '../../level.ts';

/** RFC 5424, severities 0 (emergency) to 7 (debug). */
const SYSLOG: readonly Level[] = ['CRITICAL', 'CRITICAL', 'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'INFO', 'DEBUG'];

/** A syslog priority is `facility * 8 + severity`. */
export function levelOfPriority(priority: number): Level | undefined {
  return SYSLOG[priority % SYSLOG.length];
}

/**
 * Loggers that number their levels: GELF as syslog does, pino and bunyan from 10 (trace) to 60 (fatal), Monolog from
 * 100 (debug) to 600 (emergency). Their ranges do not meet, and a level between two is the lower one.
 */
export function levelOfNumber(value: number): Level {
  if (value < SYSLOG.length) return SYSLOG[value] ?? 'DEBUG';
  if (value < 100) return levelOf(value, [30, 40, 50, 60]);
  return levelOf(value, [200, 300, 400, 500]);
}

function levelOf(value: number, [info, warning, error, critical]: [number, number, number, number]): Level {
  if (value < info) return 'DEBUG';
  if (value < warning) return 'INFO';
  if (value < error) return 'WARNING';
  return value < critical ? 'ERROR' : 'CRITICAL';
}
