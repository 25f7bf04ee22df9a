import { parseLevel } from '../../level.ts';
import { statedLevel } from '../level.ts';

/** Words of a line that tells of a failure at no level or as a warning: `Exception in thread rates:`, `Internal Server Error: /`. */
const FAILING =
  /error|exception|fail|unhandled|panic|fatal|crash|abort|could not|cannot|unable|retry|timed out|traceback/i;

/** Enough of a line to see what it announces. */
const MAX_LENGTH = 1000;

/**
 * Whether what follows `line` may be the failure it tells of. A line at INFO before the traceback of a crash is only the
 * last thing that went well: joined to it, the crash would be filed under INFO. A logger of JSON puts all into its object.
 */
export function announces(line: string): boolean {
  if (line.startsWith('{')) return false;
  const level = statedLevel(line);
  if (level === 'ERROR' || level === 'CRITICAL') return true;
  if (level === 'INFO' || level === 'DEBUG') return false;
  return FAILING.test(line.length > MAX_LENGTH ? line.slice(0, MAX_LENGTH) : line);
}

const HEAD =
  /^(?:\d|\[\d|\{"|<\d|[IWEF]\d{4} |\[?(?:debug|info|notice|warn|warning|error|fatal|critical)\]|(?:info|warn|fail|crit|dbug|trce|debug|error): |(?:time|ts|level)=|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )/;
const CAPITALS = /^\[?([A-Z]{3,11})(?![A-Za-z\d])/;

/** Whether a line begins as loggers begin one, with a time or a level: then it is no part of another's message. */
export function beginsLogLine(line: string): boolean {
  return HEAD.test(line) || parseLevel(CAPITALS.exec(line)?.[1] ?? '') !== undefined;
}
