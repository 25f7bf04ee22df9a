import { beginsLogLine } from './log-line.ts';
import type { OpenTrace, Trace } from './trace.ts';

/** With the name and the time that `error_log` puts before it, or without. */
const UNCAUGHT = /^(?:\[[^\]]+\] )?(?:PHP )?Fatal error: {1,2}Uncaught /;
/** `RuntimeException: closed in /app/shop.php:3`. */
const THROWN = /^[A-Z][\w\\]*(?:Error|Exception): .* in \S+\.php:\d+$/;
const CALLS = /^(?:Stack trace:$|\[stacktrace\]$|#0 )/;
const CALL = /^#\d+ /;
/** Laravel quotes the calls inside brackets that it closes on a line of their own. */
const CLOSING = /^"\}\s*$/;

/** An exception that nobody caught, or calls alone. */
export const openPhp: OpenTrace = (line) => {
  return line.includes('Uncaught ') && UNCAUGHT.test(line) ? createTrace(true) : followPhp(line);
};

/** Below the line of a logger: an exception as it becomes a string, or its calls alone. */
export const followPhp: OpenTrace = (line) => {
  return CALLS.test(line) || (line.includes('.php:') && THROWN.test(line)) ? createTrace(false) : undefined;
};

function createTrace(isUncaught: boolean): Trace {
  // A message may be of many lines; all up to `Stack trace:` is message.
  let isMessage = isUncaught;

  return {
    takes(line) {
      if (CALL.test(line) || line === 'Stack trace:' || line === '[stacktrace]') {
        isMessage = false;
        return true;
      }
      if (line.startsWith('Next ') || line.startsWith('[previous exception]')) {
        isMessage = line.startsWith('Next ');
        return true;
      }
      return CLOSING.test(line) || (isMessage && !beginsLogLine(line) && !UNCAUGHT.test(line));
    },
    indented() {},
    blank() {},
    isOpen: () => isMessage,
  };
}
