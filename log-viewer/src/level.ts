/** Five levels, least severe first; the place in the list is the number that is stored. */
export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
/** How severe an entry is. */
export type Level = (typeof LEVELS)[number];

/** What a container writes to; the place in the list is the number that is stored. */
export const STREAMS = ['stdout', 'stderr'] as const;
/** One of the two. */
export type Stream = (typeof STREAMS)[number];

/** Words in full, and as loggers shorten them: logrus to four letters, Serilog and zerolog to three, .NET to `dbug`. */
const ALIASES: Record<Level, string> = {
  DEBUG: 'DEBUG DEBU DBUG DBG TRACE TRAC TRCE TRC VERBOSE VRB SILLY FINE FINER FINEST',
  INFO: 'INFO INF INFORMATION INFORMATIONAL NOTICE SUCCESS',
  WARNING: 'WARNING WARN WRN',
  ERROR: 'ERROR ERRO ERR SEVERE FAIL',
  CRITICAL: 'CRITICAL CRIT FATAL FATA FTL PANIC PANI PNC DPANIC ALERT EMERG EMERGENCY',
};

const LEVEL_OF = new Map(LEVELS.flatMap((level) => ALIASES[level].split(' ').map((word) => [word, level] as const)));

const LONGEST = Math.max(...[...LEVEL_OF.keys()].map((word) => word.length));

/** Reads a level's name or alias in any case (`warn`, `FATAL`, `trace`); undefined for anything else. */
export function parseLevel(word: string): Level | undefined {
  return word.length > LONGEST ? undefined : (LEVEL_OF.get(word) ?? LEVEL_OF.get(word.toUpperCase()));
}
